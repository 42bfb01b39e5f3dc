"""Follow a topic, and stop following it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.events import record
from core.viewer import Viewer
from forums.events import TopicFollowed, TopicUnfollowed
from forums.models import Follow, Topic
from forums.permissions import may_see, rights_of


@transaction.atomic
def follow(topic: Topic, by: Viewer) -> None:
    """From now on ``by`` hears of replies. Following twice is following once.

    Raises:
        PermissionDenied: a guest, or somebody who may not see the topic.
    """
    if by.user_id is None or not may_see(by, rights_of(by), topic):
        raise PermissionDenied(_("Sign in to follow a topic."))
    start_following(topic, by.user_id)


@transaction.atomic
def unfollow(topic: Topic, by: Viewer) -> None:
    if by.user_id is None:
        return
    gone, _rows = Follow.objects.filter(topic=topic, person_id=by.user_id).delete()
    if gone:
        Topic.objects.filter(pk=topic.pk, follower_count__gt=0).update(follower_count=F("follower_count") - 1)
        record(TopicUnfollowed(topic.pk, by.user_id))


def start_following(topic: Topic, person_id: int) -> None:
    """For actions that imply following, in their transaction."""
    _follow, new = Follow.objects.get_or_create(topic=topic, person_id=person_id)
    if new:
        Topic.objects.filter(pk=topic.pk).update(follower_count=F("follower_count") + 1)
        record(TopicFollowed(topic.pk, person_id))
