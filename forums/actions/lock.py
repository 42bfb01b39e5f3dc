"""Lock a topic, so that it takes no more replies, and unlock it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record
from core.viewer import Viewer
from forums.actions.publish import locked_topic, touch
from forums.events import TopicLocked, TopicUnlocked
from forums.models import REASON_MAX, Topic
from forums.permissions import may_lock, rights_of


@transaction.atomic
def lock(topic: Topic, by: Viewer, reason: str = "") -> None:
    """Locked already: only the reason changes.

    Raises:
        PermissionDenied: ``by`` may not lock topics of this forum.
    """
    current = _checked(topic, by)
    was_locked = current.locked
    touch(current, status=Topic.TOPIC_LOCKED, locked_reason=reason[:REASON_MAX])
    if not was_locked:
        record(TopicLocked(current.pk, by.user_id))


@transaction.atomic
def unlock(topic: Topic, by: Viewer) -> None:
    current = _checked(topic, by)
    if current.locked:
        touch(current, status=Topic.TOPIC_UNLOCKED, locked_reason="")
        record(TopicUnlocked(current.pk, by.user_id))


def _checked(topic: Topic, by: Viewer) -> Topic:
    current = locked_topic(topic.pk)
    if not may_lock(rights_of(by), current):
        raise PermissionDenied(_("Only moderators lock topics."))
    return current
