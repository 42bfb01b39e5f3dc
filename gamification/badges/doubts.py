"""Which badges an event may have changed, told by figures alone: what is settled isn't worth reading a long history for.

Nothing is decided here. The rule (`gamification.badges.rules`) decides, over the whole history, wherever a figure leaves a doubt; these
shortcuts are proven against it by a test that looks at everything both ways.
"""

from collections.abc import Collection, Sequence

from gamification.badges.rules import ONCE, each_by_itself, earned, formula_of, key_of
from gamification.badges.series import SERIES, Batch, Ref
from gamification.models import Award, Badge

WAITING = 50
"""Events about one person that may have happened and not been heard of yet."""


class Figures:
    """A person's figures, each counted when it is first asked for. ``on``: the contents that an event was about."""

    def __init__(self, person_id: int, on: Collection[Ref]) -> None:
        self.keys = frozenset(map(key_of, on))
        self._all, self._new = Batch([person_id]), Batch([person_id], on)
        self._known: dict[str, tuple[int, bool]] = {}

    def at_most(self, key: str) -> tuple[int, bool]:
        """A figure that the series doesn't exceed, and whether that is its very figure."""
        if key not in self._known:
            self._known[key] = self._count(key)
        return self._known[key]

    def _count(self, key: str) -> tuple[int, bool]:
        one = SERIES.get(key)
        if one is None:
            return 0, True
        if one.figure is not None:
            return one.figure(self._all), True
        if one.within:
            return sum(self.at_most(wider)[0] for wider in one.within), False
        return sum(step.weight for _person, step in self._all.read(key)), True

    def earned_on(self, badge: Badge) -> set[str]:
        """Keys of what those contents earn by themselves."""
        told = {badge.series: sorted(step for _person, step in self._new.read(badge.series))}
        return {one.key for one in earned(badge, told)}

    def was_met(self, key: str, figure: int, least: int) -> bool:
        """Whether a figure that an event raised was enough before. Other events may wait behind this one, so much more than enough is
        asked; points may jump."""
        one = SERIES.get(key)
        return one is not None and one.countable and figure > least + WAITING

    def grew(self, key: str) -> bool:
        """Whether the event can have added a step; only asked when nothing went."""
        one = SERIES.get(key)
        if one is None:
            return False
        if one.apart:
            return bool(self._new.read(key))
        return any(self.grew(wider) for wider in one.within) if one.within else True


def in_doubt(badge: Badge, awards: Sequence[Award], figures: Figures, *, grows: bool) -> bool:
    """Whether the rule might say something else than ``awards``, all that the person was ever given of ``badge``.

    ``grows``: the event only added to what counts, so what was earned still is.
    """
    if each_by_itself(badge):
        known = {award.key for award in awards if award.standing or award.revoked_by_id}
        return figures.earned_on(badge) != known & figures.keys
    if badge.rule == Badge.Rule.FORMULA:
        return _formula_in_doubt(badge, awards, figures, grows=grows)
    if grows and not figures.grew(badge.series):
        return False
    if not badge.repeatable and _settled(badge, awards, grows=grows):
        return False
    standing = any(award.standing and award.by_rule for award in awards)
    most, exact = figures.at_most(badge.series)
    if most < badge.threshold:
        return standing
    if not exact or badge.window_days or badge.active_from:
        return True
    due = {f"x{time}" for time in range(1, most // badge.threshold + 1)} if badge.repeatable else {ONCE}
    given = {award.key for award in awards if award.standing or award.revoked_by_id}
    return due != {key for key in given if key in due or not key.startswith("hand:")}


def _settled(badge: Badge, awards: Sequence[Award], *, grows: bool) -> bool:
    """Earned once and for good, or taken back by somebody: no history changes that."""
    held = next((award for award in awards if award.key == ONCE), None)
    if held is None:
        return False
    if not held.standing:
        return held.revoked_by_id is not None
    return grows or not badge.withdraws or not held.by_rule


def _formula_in_doubt(badge: Badge, awards: Sequence[Award], figures: Figures, *, grows: bool) -> bool:
    needs = formula_of(badge).needs
    if _settled(badge, awards, grows=grows and bool(needs)):
        return False
    standing = any(award.standing for award in awards)
    if not needs:
        return True
    grown = {need.name for need in needs if grows and not standing and figures.grew(need.name)}
    if grows and not standing and not grown:
        return False
    met_now = False
    exact = True
    for need in needs:
        most, very = figures.at_most(need.name)
        if most < need.least:
            return standing
        exact = exact and very
        met_now = met_now or (need.name in grown and not (very and figures.was_met(need.name, most, need.least)))
    return met_now if grows and not standing else not (exact and standing)
