"""Move a topic to another forum; its old address leads to the new one."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record
from core.viewer import Viewer
from forums.actions.publish import count, locked_topic, touch
from forums.events import TopicMoved
from forums.models import Forum, Topic, TopicMove
from forums.permissions import MOVE, may_move, rights_of


@transaction.atomic
def move(topic: Topic, by: Viewer, to: Forum) -> Topic:
    """To where it is already: nothing happens.

    Raises:
        PermissionDenied: ``by`` may not move topics out of this forum, or into that one; or that takes no topics.
    """
    current, rights = locked_topic(topic.pk), rights_of(by)
    if current.forum_id == to.pk:
        return current
    if not (may_move(rights, current) and to.is_forum and rights.may(MOVE, to.pk)):
        raise PermissionDenied(_("You can't move this topic there."))
    origin = current.forum_id
    touch(current, forum=to, **({"lang": to.lang} if to.lang else {}))
    for forum_id in sorted((origin, to.pk)):
        by_one = 0 if not current.is_public else (1 if forum_id == to.pk else -1)
        count(forum_id, topics=by_one, posts=by_one * current.posts_count)
    TopicMove.objects.update_or_create(topic=current, from_forum_id=origin, defaults={"by_id": by.user_id})
    TopicMove.objects.filter(topic=current, from_forum=to).delete()
    record(TopicMoved(current.pk, origin, to.pk, by.user_id))
    return current
