"""Note what a person has read: a topic up to a post, a forum up to now."""

from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from core.viewer import Viewer
from forums.models import Forum, Topic


def topic_track():
    """Machina's table of topics read, by person."""
    return apps.get_model("forum_tracking", "TopicReadTrack")


def forum_track():
    """Machina's table of forums read, by person."""
    return apps.get_model("forum_tracking", "ForumReadTrack")


def mark_topic_read(topic: Topic, by: Viewer) -> None:
    """Read to its end: one query."""
    if by.user_id is None:
        return
    track = topic_track()  # its column sets itself to now
    rows = [track(topic_id=topic.pk, user_id=by.user_id)]
    track.objects.bulk_create(rows, update_conflicts=True, unique_fields=["user", "topic"], update_fields=["mark_time"])


def mark_read_until(topic: Topic, by: Viewer, until: datetime, *, noted: bool) -> None:
    """Read up to what was published at ``until``, never back. ``noted``: whether something was noted of this topic before."""
    if by.user_id is None:
        return
    own = topic_track().objects.filter(topic_id=topic.pk, user_id=by.user_id)
    if noted:
        own.filter(mark_time__lt=until).update(mark_time=until)
        return
    mark_topic_read(topic, by)
    own.update(mark_time=until)


@transaction.atomic
def mark_forums_read(forums: list[Forum], by: Viewer) -> None:
    """All topics of these forums are read; what was noted topic by topic is no longer needed."""
    if by.user_id is None:
        return
    now = timezone.now()
    for forum in forums:
        own = {"forum_id": forum.pk, "user_id": by.user_id}
        if not forum_track().objects.filter(**own).update(mark_time=now):
            forum_track().objects.get_or_create(**own)
    topic_track().objects.filter(user_id=by.user_id, topic__forum__in=forums).delete()
