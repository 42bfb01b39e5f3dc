"""Who won: by votes or by the points that entries earned, ties by the earliest entry."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q, Sum

from core.events import record
from gamification.causes import VOTE
from gamification.events import ContestWon
from gamification.models import Contest, Entry, PointsEntry
from qa.models import Vote


def judge(contest: Contest, *, final: bool) -> None:
    """Give every standing entry its place; with ``final`` also name the winners. In the transaction of the contest's move.

    One prize each: whose second entry would win, too, leaves that prize to the next person. Nothing is won with nought.
    """
    entries = list(Entry.objects.select_for_update().filter(contest=contest, withdrawn_at=None))
    earned = {} if contest.by_votes else points_of(contest, entries)
    for entry in entries:
        entry.points = earned.get(entry.pk, 0)
    entries.sort(key=lambda entry: (-score(contest, entry), entry.at, entry.pk))
    winners: list[Entry] = []
    for place, entry in enumerate(entries, start=1):
        entry.place = place
        fits = len(winners) < contest.winners and score(contest, entry) > 0
        entry.won = final and fits and entry.person_id not in {winner.person_id for winner in winners}
        if entry.won:
            winners.append(entry)
    Entry.objects.bulk_update(entries, ["points", "place", "won"], batch_size=200)
    for winner in winners:
        record(ContestWon(winner.pk, contest.pk, winner.person_id))


def score(contest: Contest, entry: Entry) -> int:
    return entry.votes if contest.by_votes else entry.points


def points_of(contest: Contest, entries: Iterable[Entry]) -> dict[int, int]:
    """Per entry, the points its author earned by it (itself and votes on it) between opening and judging: three queries."""
    chosen = list(entries)
    by_ref = {entry.ref: entry for entry in chosen}
    votes: dict[int, tuple[str, int]] = {}
    for kind in {entry.kind for entry in chosen}:
        ids = [entry.object_id for entry in chosen if entry.kind == kind]
        cast = Vote.objects.filter(kind=kind, object_id__in=ids).values_list("pk", "object_id")
        votes |= {pk: (kind, object_id) for pk, object_id in cast}
    found: dict[int, int] = defaultdict(int)
    for kind, ids in _causes(chosen, votes):
        lines = PointsEntry.objects.filter(Q(cause_kind=kind, cause_id__in=ids), at__gte=contest.opens_at, at__lt=contest.judging_at)
        for cause_id, person_id, total in lines.order_by().values_list("cause_id", "person_id").annotate(Sum("points")):
            entry = by_ref.get(votes[cause_id] if kind == VOTE else (kind, cause_id))
            if entry is not None and entry.person_id == person_id:
                found[entry.pk] += total
    return dict(found)


def _causes(entries: Sequence[Entry], votes: dict[int, tuple[str, int]]) -> list[tuple[str, list[int]]]:
    kinds = sorted({entry.kind for entry in entries})
    own = [(kind, [entry.object_id for entry in entries if entry.kind == kind]) for kind in kinds]
    return [*own, (VOTE, list(votes))] if votes else own
