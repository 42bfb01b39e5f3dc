"""Say that a topic or a post helps, and take that back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.events import record
from core.events.content import VoteCast
from core.viewer import Viewer
from forums.models import POST, TOPIC, Post, Topic, Vote
from forums.permissions import may_vote, rights_of


@transaction.atomic
def vote(on: Topic | Post, by: Viewer, value: int) -> int:
    """Make ``by``'s one vote ``value`` (1, or 0 to take it back) and return the new score. The same vote again changes nothing.

    Raises:
        PermissionDenied: one's own content, content that isn't public, or somebody who may not post.
        ValueError: another value.
    """
    if value not in (0, 1):
        raise ValueError(value)
    if by.user_id is None or not may_vote(by, rights_of(by), on):
        raise PermissionDenied(_("You can't vote on this."))
    kind = TOPIC if isinstance(on, Topic) else POST
    key = {"kind": kind, "object_id": on.pk, "voter_id": by.user_id}
    Vote.objects.get_or_create(**key, defaults={"value": 0})
    standing = Vote.objects.select_for_update().get(**key)
    before = standing.value
    if before != value:
        standing.value, standing.at = value, timezone.now()
        standing.save(update_fields=["value", "at"])
        type(on)._default_manager.filter(pk=on.pk).update(score=F("score") + value - before, revision=F("revision") + 1)
        record(VoteCast(kind, on.pk, on.poster_id, by.user_id, value, before))
    on.refresh_from_db(fields=["score", "revision"])
    return on.score
