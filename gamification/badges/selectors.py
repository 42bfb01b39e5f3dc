"""Badges shaped like the pages that show them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.content import Card, content
from core.keyset import KeysetPage, page_of
from core.viewer import Viewer
from gamification.badges.rules import formula_of, label_of, needs, series_of
from gamification.badges.series import histories
from gamification.models import Award, Badge
from gamification.ranks import Need

PAGE = 24


@dataclass(frozen=True, slots=True)
class BadgeRow:
    """A badge in a list. ``times`` it is held by whom the list is for; ``needs``: what they still lack, where that can be said."""

    badge: Badge
    holders: int = 0
    times: int = 0
    last: datetime | None = None
    needs: list[Need] = field(default_factory=list)

    @property
    def share(self) -> float:
        """How near it is, 0 to 1."""
        return sum(min(need.have, need.need) / need.need for need in self.needs) / len(self.needs) if self.needs else 0.0


@dataclass(frozen=True, slots=True)
class LevelOfBadges:
    level: Badge.Level
    rows: list[BadgeRow]


def badges_by_level(viewer: Viewer) -> list[LevelOfBadges]:
    """Every badge in use, gold first, with how many hold it and how far the viewer is. The cost grows with what is counted alone."""
    badges = list(Badge.objects.listed().worded())
    holders = dict(Award.objects.shown().order_by().values_list("badge").annotate(Count("person", distinct=True)))
    mine = _held(viewer.user_id, badges)
    lacking = _lacking(viewer.user_id, [badge for badge in badges if badge.pk not in mine])
    rows: dict[str, list[BadgeRow]] = defaultdict(list)
    for badge in badges:
        times, last = mine.get(badge.pk, (0, None))
        rows[badge.level].append(BadgeRow(badge, holders.get(badge.pk, 0), times, last, lacking.get(badge.pk, [])))
    return [LevelOfBadges(level, rows[level]) for level in Badge.HARDEST_FIRST if rows[level]]


def _held(person_id: int | None, badges: Iterable[Badge]) -> dict[int, tuple[int, datetime]]:
    if person_id is None:
        return {}
    held = Award.objects.standing().filter(person=person_id, badge__in=[badge.pk for badge in badges])
    return {pk: (times, last) for pk, times, last in held.order_by().values_list("badge").annotate(Count("pk"), Max("at"))}


def _lacking(person_id: int | None, badges: Sequence[Badge]) -> dict[int, list[Need]]:
    if person_id is None or not badges:
        return {}
    found = histories({key for badge in badges for key in series_of(badge)}, [person_id])
    told = {key: by_person.get(person_id, []) for key, by_person in found.items()}
    return {badge.pk: needs(badge, told) for badge in badges}


def badges_of(person_id: int) -> list[BadgeRow]:
    """The badges that a person holds, gold and newest first: three queries."""
    times: dict[int, list[datetime]] = defaultdict(list)
    for badge_id, at in Award.objects.shown().filter(person=person_id).order_by("at").values_list("badge_id", "at"):
        times[badge_id].append(at)
    badges = Badge.objects.listed().worded().filter(pk__in=times)
    rows = [BadgeRow(badge, times=len(times[badge.pk]), last=times[badge.pk][-1]) for badge in badges]
    order = {level: place for place, level in enumerate(Badge.HARDEST_FIRST)}
    return sorted(rows, key=lambda row: (order[Badge.Level(row.badge.level)], -row.last.timestamp() if row.last else 0))


def nearest_badge(person_id: int) -> BadgeRow | None:
    """The badge that a person is nearest to and doesn't hold, None if nothing is begun."""
    badges = list(Badge.objects.listed().worded().exclude(rule=Badge.Rule.HAND))
    held = _held(person_id, badges)
    lacking = _lacking(person_id, [badge for badge in badges if badge.pk not in held])
    rows = [BadgeRow(badge, needs=lacking[badge.pk]) for badge in badges if lacking.get(badge.pk)]
    begun = [row for row in rows if 0 < row.share < 1]
    return max(begun, key=lambda row: row.share, default=None)


def holders_of(badge: Badge, *, after: str = "", size: int = PAGE) -> KeysetPage:
    """Awards that stand, newest first, people apart: constant queries."""
    return page_of(Award.objects.shown().filter(badge=badge), ("-at", "-pk"), after=after, size=size)


def causes_of(badge: Badge, awards: Iterable[Award], viewer: Viewer) -> dict[int, Card]:
    """Per award of a badge that is earned for one thing at a time, the card of that thing where the viewer may see it."""
    if not badge.repeatable or badge.threshold != 1:
        return {}
    refs = {award.pk: (award.cause_kind, award.cause_id) for award in awards if award.cause_id is not None}
    cards = content.cards({(kind, pk) for kind, pk in refs.values() if pk is not None}, viewer)
    return {award_id: cards[ref] for award_id, ref in refs.items() if ref in cards}  # type: ignore[index]


def my_awards(badge: Badge, viewer: Viewer) -> list[Award]:
    """The viewer's own awards of a badge, also those that were taken back, with the reason: nothing goes silently."""
    if viewer.is_guest:
        return []
    return list(Award.objects.filter(badge=badge, person=viewer.user_id).order_by("-at", "-pk")[:PAGE])


def my_needs(badge: Badge, viewer: Viewer) -> list[Need]:
    return _lacking(viewer.user_id, [badge]).get(badge.pk, [])


def rule_in_words(badge: Badge) -> list[str]:
    """The rule as sentences: what is asked, how often, and whether it can go."""
    said: list[str] = []
    if badge.rule == Badge.Rule.HAND:
        return [_("The company's team gives it by hand, with a reason.")]
    if badge.rule == Badge.Rule.FORMULA:
        asked = formula_of(badge).needs
        said += [_("%(what)s: at least %(n)s") % {"what": label_of(need.name), "n": need.least} for need in asked] or [badge.formula]
    else:
        said.append(_("%(what)s: %(n)s") % {"what": label_of(badge.series), "n": badge.threshold})
    if badge.window_days:
        within = ngettext("Within %(days)s day", "Within %(days)s days", badge.window_days)
        said.append(within % {"days": badge.window_days})
    said.append(_("Can be earned again") if badge.repeatable else _("Earned once"))
    said.append(_("Goes if what earned it is taken back or removed") if badge.withdraws else _("Stays, whatever happens later"))
    return [capfirst(sentence) for sentence in said]


def badge_counts(ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many badges of each level people hold, each badge once: one query."""
    counted = Award.objects.shown().filter(person__in=list(ids)).order_by().values_list("person", "badge__level")
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for person_id, level, count in counted.annotate(Count("badge", distinct=True)):
        found[person_id][level] = count
    return found
