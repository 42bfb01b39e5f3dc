"""What the house itself keeps of people: points, upheld reports, contests."""

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from core.models import EventRow
from gamification.badges.series.base import Batch, Step, Steps, rows, series
from gamification.causes import FLAG, facts
from gamification.models import Contest, Entry, PointsEntry
from moderation.events import FlagUpheld

ENTRY = "gamification.entry"


def _points(batch: Batch) -> int:
    return PointsEntry.objects.filter(batch.who("person")).aggregate(sum=Sum("points", default=0))["sum"]


@series("points", _("Points"), countable=False, figure=_points)
def points(batch: Batch) -> Steps:
    for person_id, at, pk, amount in PointsEntry.objects.filter(batch.who("person")).values_list("person_id", "at", "pk", "points"):
        yield person_id, Step(at, "gamification.points", pk, amount)


@series("flags_upheld", _("Reports that were upheld"))
def flags_upheld(batch: Batch) -> Steps:
    told = EventRow.objects.filter(batch.who("payload__reporter_id"), name=FlagUpheld.name).values_list("payload", flat=True)
    for fact in facts(FLAG, sorted({payload["flag_id"] for payload in told})):
        if fact.upheld:  # type: ignore[union-attr]
            yield fact.reporter_id, Step(fact.at, FLAG, fact.id)  # type: ignore[union-attr]


@series("contests_entered", _("Contests entered"))
def contests_entered(batch: Batch) -> Steps:
    """Each contest counts once, by the first entry that stands."""
    seen: set[tuple[int, int]] = set()
    entries = Entry.objects.standing().filter(batch.who("person")).exclude(contest__state=Contest.State.CANCELLED).order_by("at", "pk")
    for person_id, contest_id, pk, at in entries.values_list("person_id", "contest_id", "pk", "at"):
        if (person_id, contest_id) not in seen:
            seen.add((person_id, contest_id))
            yield person_id, Step(at, ENTRY, pk)


@rows("contests_won", _("Contests won"), ENTRY, person="person_id", at="contest__closes_at")
def contests_won(batch: Batch) -> QuerySet[Entry]:
    return Entry.objects.standing().filter(batch.who("person"), batch.of(ENTRY), won=True)
