"""One person's one vote on what somebody wrote, whichever room it is in."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.events import record
from core.events.content import VoteCast


@transaction.atomic
def cast(votes: Any, kind: str, on: Any, *, author_id: int, voter_id: int, value: int) -> int:
    """Make ``voter_id``'s vote on ``on`` ``value`` and return the new score; the same vote again changes nothing. ``votes`` is the room's
    table of them, with ``kind``, ``object_id``, ``voter`` (unique together), ``value`` and ``at``."""
    key = {"kind": kind, "object_id": on.pk, "voter_id": voter_id}
    votes._default_manager.get_or_create(**key, defaults={"value": 0})
    standing = votes._default_manager.select_for_update().get(**key)
    before = standing.value
    if before != value:
        standing.value, standing.at = value, timezone.now()
        standing.save(update_fields=["value", "at"])
        type(on)._default_manager.filter(pk=on.pk).update(score=F("score") + value - before, revision=F("revision") + 1)
        record(VoteCast(kind, on.pk, author_id, voter_id, value, before))
    on.refresh_from_db(fields=["score", "revision"])
    score: int = on.score
    return score
