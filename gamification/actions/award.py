"""Give badges and take them back: by their rules, and by hand with a reason."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.events import record
from core.viewer import Viewer
from gamification.badges.doubts import Figures, in_doubt
from gamification.badges.rules import ONCE, Earned, each_by_itself, earned, key_of, series_of
from gamification.badges.series import Ref, histories
from gamification.events import BadgeAwarded, BadgeWithdrawn
from gamification.models import Award, Badge


@dataclass(slots=True)
class Outcome:
    given: int = 0
    withdrawn: int = 0


class AlreadyHeld(ValueError):
    """The person holds this badge, and it is earned once."""


def look_again(
    people: Iterable[int], *, badges: Sequence[Badge] | None = None, told: bool = True, on: Collection[Ref] | None = None
) -> Outcome:
    """Make these people's awards agree with the rules of ``badges`` (default: all in use). Looking twice changes nothing.

    ``told=False`` is for imports and backfills: awards carry the moment they were earned, and nobody hears of them. ``on`` looks only at
    what these contents earn: for badges that each content earns by itself (`rules.each_by_itself`).
    """
    chosen = rules_in_use() if badges is None else [badge for badge in badges if badge.rule != Badge.Rule.HAND]
    wanted = _present(people)
    if not chosen or not wanted:
        return Outcome()
    due: dict[tuple[int, int], dict[str, Earned]] = {}
    for badge, person_id, one in earned_by(chosen, wanted, on):
        due.setdefault((badge.pk, person_id), {})[one.key] = one
    with transaction.atomic():
        standing: dict[tuple[int, int], list[Award]] = {}
        rows = Award.objects.select_for_update().filter(badge__in=chosen, person__in=wanted)
        for award in (rows if on is None else rows.filter(key__in=map(key_of, on))).order_by("pk"):
            standing.setdefault((award.badge_id, award.person_id), []).append(award)
        outcome = Outcome()
        missing: list[Award] = []
        by_id = {badge.pk: badge for badge in chosen}
        for badge_id, person_id in sorted(due.keys() | standing.keys()):
            badge = by_id[badge_id]
            earned_now, awards = due.get((badge_id, person_id), {}), standing.get((badge_id, person_id), [])
            known = {award.key for award in awards}
            missing += [_award(badge, person_id, one) for key, one in earned_now.items() if key not in known]
            _bring_back(awards, earned_now)
            outcome.withdrawn += _withdraw(badge, awards, earned_now, told=told)
        outcome.given = _give(missing, told=told)
    return outcome


def look_after(concerned: Mapping[int, Collection[str]], *, on: Collection[Ref], grows: bool) -> Outcome:
    """Look again at the badges that something about ``on`` may have changed: per person, those that read one of the series given.

    ``grows``: it only added to what counts. What figures settle isn't read; the same rules as ever decide about the rest.
    """
    rules, outcome = rules_in_use({key for series in concerned.values() for key in series}) if concerned else [], Outcome()
    for person_id, series in concerned.items():
        badges = [badge for badge in rules if series_of(badge).intersection(series)]
        for doubted, only in _doubted(person_id, badges, on, grows=grows):
            found = look_again([person_id], badges=doubted, on=only)
            outcome.given, outcome.withdrawn = outcome.given + found.given, outcome.withdrawn + found.withdrawn
    return outcome


def _doubted(
    person_id: int, badges: Sequence[Badge], on: Collection[Ref], *, grows: bool
) -> Iterator[tuple[list[Badge], Collection[Ref] | None]]:
    """The badges that are worth looking at: those that each content earns by itself, with what to look at alone, then the others."""
    if not badges:
        return
    figures = Figures(person_id, on)
    apart = [badge for badge in badges if each_by_itself(badge)]
    whole = [badge for badge in badges if not each_by_itself(badge)]
    given: dict[int, list[Award]] = {}
    asked = Q(badge__in=whole) | Q(badge__in=apart, key__in=figures.keys)
    for award in Award.objects.filter(asked, person=person_id):
        given.setdefault(award.badge_id, []).append(award)
    for group, only in ((apart, on), (whole, None)):
        if doubted := [badge for badge in group if in_doubt(badge, given.get(badge.pk, ()), figures, grows=grows)]:
            yield doubted, only


def earned_by(badges: Sequence[Badge], people: Sequence[int], on: Collection[Ref] | None = None) -> Iterator[tuple[Badge, int, Earned]]:
    """What the rules of ``badges`` give each of these people now. The cost grows with what is counted, not with people."""
    found = histories({key for badge in badges for key in series_of(badge)}, people, on)
    for badge in badges:
        keys = series_of(badge)
        for person_id in sorted({person_id for key in keys for person_id in found[key]}):  # who did nothing has earned nothing
            for one in earned(badge, {key: found[key].get(person_id, []) for key in keys}):
                yield badge, person_id, one


def rules_in_use(series: Iterable[str] = ()) -> list[Badge]:
    """Badges in use that have a rule; with ``series``, those whose rule reads one of them. One query."""
    badges = list(Badge.objects.filter(enabled=True).exclude(rule=Badge.Rule.HAND).order_by("pk"))
    asked = frozenset(series)
    return [badge for badge in badges if not asked or asked & series_of(badge)]


def _present(people: Iterable[int]) -> list[int]:
    """Those who are still here, in one order for everybody who locks."""
    return list(User.objects.filter(pk__in=list(people), anonymised_at=None).order_by("pk").values_list("pk", flat=True))


def _award(badge: Badge, person_id: int, one: Earned) -> Award:
    return Award(badge=badge, person_id=person_id, key=one.key, at=one.at, cause_kind=one.step.kind, cause_id=one.step.id)


def _give(missing: list[Award], *, told: bool) -> int:
    if not told:
        return len(Award.objects.bulk_create(missing, ignore_conflicts=True))
    given = 0
    for award in missing:
        facts = {"at": award.at, "cause_kind": award.cause_kind, "cause_id": award.cause_id}
        made, new = Award.objects.get_or_create(badge_id=award.badge_id, person_id=award.person_id, key=award.key, defaults=facts)
        if new:
            given += 1
            record(BadgeAwarded(made.pk, made.badge_id, made.person_id))
    return given


def _bring_back(awards: list[Award], due: dict[str, Earned]) -> None:
    """What went because its cause was undone is back with its cause; what a manager revoked stays away. Nobody is told a second time."""
    back = [award.pk for award in awards if not award.standing and award.revoked_by_id is None and award.key in due]
    if back:
        Award.objects.filter(pk__in=back).update(revoked_at=None, revoked_reason="")


def _withdraw(badge: Badge, awards: list[Award], due: dict[str, Earned], *, told: bool) -> int:
    if not badge.withdraws:
        return 0
    gone = [award for award in awards if award.standing and award.by_rule and award.key not in due]
    for award in gone:
        Award.objects.filter(pk=award.pk).update(revoked_at=timezone.now(), revoked_reason="")
        if told:
            record(BadgeWithdrawn(award.pk, badge.pk, award.person_id))
    return len(gone)


@transaction.atomic
def award_by_hand(badge: Badge, person: User, by: Viewer, reason: str) -> Award:
    """Give a badge for a reason that everybody can read.

    Raises:
        PermissionDenied: only managers do this, and never for themselves.
        AlreadyHeld: they hold it, and it is earned once.
    """
    if not may_award(by) or by.user_id == person.pk:
        raise PermissionDenied(_("Managers give badges by hand, and not to themselves."))
    Badge.objects.select_for_update().get(pk=badge.pk)
    facts = {"at": timezone.now(), "by_id": by.user_id, "reason": reason}
    if badge.repeatable:
        number = Award.objects.filter(badge=badge, person=person, key__startswith="hand:").count() + 1
        award = Award.objects.create(badge=badge, person=person, key=f"hand:{number}", **facts)
    else:
        held = Award.objects.filter(badge=badge, person=person, key=ONCE).first()
        if held is not None and held.standing:
            raise AlreadyHeld(_("%(name)s holds this badge already.") % {"name": person.name})
        given = facts | {"revoked_at": None, "revoked_by": None, "revoked_reason": ""}
        award, _made = Award.objects.update_or_create(badge=badge, person=person, key=ONCE, defaults=given)
    record(BadgeAwarded(award.pk, badge.pk, person.pk))
    return award


@transaction.atomic
def revoke(award: Award, by: Viewer, reason: str) -> None:
    """Take an award back for good: its rule doesn't bring it back. Revoking twice changes nothing.

    Raises:
        PermissionDenied: only managers do this.
    """
    if not may_award(by):
        raise PermissionDenied(_("Managers take badges back."))
    facts = {"revoked_at": timezone.now(), "revoked_by": by.user_id, "revoked_reason": reason}
    if Award.objects.standing().filter(pk=award.pk).update(**facts):
        record(BadgeWithdrawn(award.pk, award.badge_id, award.person_id))


def may_award(viewer: Viewer) -> bool:
    return viewer.is_manager
