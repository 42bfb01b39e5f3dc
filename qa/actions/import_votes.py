"""Votes of another community, in bulk. They explain the scores that their posts came with, and change none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.imports import Outcome, Pace, known, remember
from qa.models import Vote

VOTE = "qa.vote"


@dataclass(frozen=True, slots=True)
class VoteRow:
    """``kind`` and ``object_id`` name the post; most dumps don't say who voted."""

    foreign_id: str
    kind: str
    object_id: int
    voter_id: int | None
    value: int
    at: datetime


def import_votes(source: str, rows: Sequence[VoteRow], pace: Pace) -> Outcome:
    """Make those that are not here yet; a person's second vote on the same post is refused."""
    here = known(source, VOTE, [row.foreign_id for row in rows])
    outcome = Outcome(present=len(here))
    cast: set[tuple[str, int, int | None]] = set(
        Vote.objects.filter(
            voter_id__in={row.voter_id for row in rows} - {None}, object_id__in={row.object_id for row in rows}
        ).values_list("kind", "object_id", "voter_id")
    )
    new: dict[str, Vote] = {}
    for row in rows:
        key = (row.kind, row.object_id, row.voter_id)
        if row.foreign_id in here:
            continue
        if row.voter_id and key in cast:
            outcome.refused.append((row.foreign_id, "the same person's second vote on one post"))
            continue
        cast.add(key)
        new[row.foreign_id] = Vote(kind=row.kind, object_id=row.object_id, voter_id=row.voter_id, value=row.value, at=row.at)
    if new:
        with pace.writing():
            Vote.objects.bulk_create(new.values())
            remember(source, VOTE, {foreign_id: vote.pk for foreign_id, vote in new.items()})
    outcome.made = len(new)
    return outcome
