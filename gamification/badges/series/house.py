"""What the house itself keeps of people: points, upheld reports, contests."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from core.models import EventRow
from gamification.badges.series.base import Step, series
from gamification.causes import FLAG, facts
from gamification.models import Contest, Entry, PointsEntry
from moderation.events import FlagUpheld

Steps = Iterator[tuple[int, Step]]
ENTRY = "gamification.entry"


@series("points", _("Points"), countable=False)
def points(people: Sequence[int]) -> Steps:
    for person_id, at, pk, amount in PointsEntry.objects.filter(person__in=people).values_list("person_id", "at", "pk", "points"):
        yield person_id, Step(at, "gamification.points", pk, amount)


@series("flags_upheld", _("Reports that were upheld"))
def flags_upheld(people: Sequence[int]) -> Steps:
    told = EventRow.objects.filter(name=FlagUpheld.name, payload__reporter_id__in=list(people)).values_list("payload", flat=True)
    for fact in facts(FLAG, sorted({payload["flag_id"] for payload in told})):
        if fact.upheld:  # type: ignore[union-attr]
            yield fact.reporter_id, Step(fact.at, FLAG, fact.id)  # type: ignore[union-attr]


@series("contests_entered", _("Contests entered"))
def contests_entered(people: Sequence[int]) -> Steps:
    """Each contest counts once, by the first entry that stands."""
    seen: set[tuple[int, int]] = set()
    entries = Entry.objects.standing().filter(person__in=people).exclude(contest__state=Contest.State.CANCELLED).order_by("at", "pk")
    for person_id, contest_id, pk, at in entries.values_list("person_id", "contest_id", "pk", "at"):
        if (person_id, contest_id) not in seen:
            seen.add((person_id, contest_id))
            yield person_id, Step(at, ENTRY, pk)


@series("contests_won", _("Contests won"))
def contests_won(people: Sequence[int]) -> Steps:
    won = Entry.objects.standing().filter(person__in=people, won=True)
    for person_id, pk, at in won.values_list("person_id", "pk", "contest__closes_at"):
        yield person_id, Step(at, ENTRY, pk)
