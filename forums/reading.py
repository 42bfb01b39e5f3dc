"""What is new to a reader: one rule for the index, a forum and a topic, in the database, at the same cost for any number of topics.

A topic is new to a person if something was published in it after they last read it, after they marked its forum read, and not longer
than `NEW_FOR` ago. The last bound keeps a newcomer from a wall of bold titles, and the look-up short.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.viewer import Viewer
from forums.actions.mark_read import forum_track, topic_track
from forums.models import Forum, Topic

NEW_FOR = timedelta(days=60)


def floor() -> datetime:
    return timezone.now() - NEW_FOR


def with_marks(topics: Any, viewer: Viewer) -> Any:
    """``topics`` with ``read_until`` and ``forum_read_until``, both None where nothing was noted; guests have none. No query of its own."""
    if viewer.is_guest:
        return topics
    own = topic_track().objects.filter(user_id=viewer.user_id, topic=OuterRef("pk")).values("mark_time")[:1]
    of_forum = forum_track().objects.filter(user_id=viewer.user_id, forum=OuterRef("forum_id")).values("mark_time")[:1]
    return topics.annotate(read_until=Subquery(own), forum_read_until=Subquery(of_forum))


def new_to(topic: Topic) -> datetime | None:
    """From when on what was published in ``topic`` is new to the viewer of `with_marks`; None if nothing is."""
    if not hasattr(topic, "read_until"):
        return None
    marks = [topic.read_until, topic.forum_read_until, floor()]  # type: ignore[attr-defined]
    since = max(mark for mark in marks if mark is not None)
    return since if topic.last_post_on is not None and topic.last_post_on > since else None


def only_new(topics: Any, viewer: Viewer) -> Any:
    """Those of ``topics`` that hold something new."""
    oldest = floor()
    read = topic_track().objects.filter(user_id=viewer.user_id, topic=OuterRef("pk"), mark_time__gte=OuterRef("last_post_on"))
    of_forum = forum_track().objects.filter(user_id=viewer.user_id, forum=OuterRef("forum_id"), mark_time__gte=OuterRef("last_post_on"))
    return topics.filter(~Exists(read), ~Exists(of_forum), last_post_on__gt=oldest)


def forums_with_news(forum_ids: list[int], viewer: Viewer) -> set[int]:
    """Those forums in which something is new: one query, which stops in each at the newest topic that is."""
    if viewer.user_id is None or not forum_ids:
        return set()
    mark = forum_track().objects.filter(user_id=viewer.user_id, forum=OuterRef("pk")).values("mark_time")[:1]
    read = topic_track().objects.filter(user_id=viewer.user_id, topic=OuterRef("pk"), mark_time__gte=OuterRef("last_post_on"))
    since = Coalesce(OuterRef("mark"), Value(floor(), output_field=DateTimeField()))
    news = Topic.objects.listed().filter(forum=OuterRef("pk"), last_post_on__gt=since).filter(~Exists(read))
    forums = Forum.objects.order_by().filter(Q(last_post_on__gt=floor()), pk__in=forum_ids).annotate(mark=Subquery(mark))
    forums = forums.filter(Q(mark=None) | Q(last_post_on__gt=F("mark"))).filter(Exists(news))
    return set(forums.values_list("pk", flat=True))
