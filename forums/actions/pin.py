"""Keep a topic above the others of its forum, as sticky or as an announcement, and let it be one of them again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record
from core.viewer import Viewer
from forums.actions.publish import locked_topic, touch
from forums.events import TopicPinned
from forums.models import Topic
from forums.permissions import may_announce, may_stick, rights_of

HOW = {"topic": Topic.TOPIC_POST, "sticky": Topic.TOPIC_STICKY, "announcement": Topic.TOPIC_ANNOUNCE}


@transaction.atomic
def pin(topic: Topic, by: Viewer, how: str) -> None:
    """``how`` is a key of `HOW`. As it is already: nothing happens.

    Raises:
        PermissionDenied: ``by`` may not, in this forum.
        KeyError: ``how`` is something else.
    """
    wanted, current, rights = HOW[how], locked_topic(topic.pk), rights_of(by)
    concerned = {wanted, current.type}
    if Topic.TOPIC_ANNOUNCE in concerned and not may_announce(rights, current):
        raise PermissionDenied(_("Only moderators make announcements."))
    if not may_stick(rights, current):
        raise PermissionDenied(_("Only moderators keep topics on top."))
    if current.type != wanted:
        touch(current, type=wanted)
        record(TopicPinned(current.pk, how, by.user_id))
