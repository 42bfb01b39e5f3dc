"""Make topics and posts public, and take them from public sight: the counters, last posts and events that go with it.

For this room's other actions, inside their transaction. Rows are locked in one order everywhere: topic, post, forums by number.
"""

from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import live
from core.events import record
from core.events.content import ContentPublished
from forums.events import PostAdded, TopicStarted
from forums.models import POST, TOPIC, Forum, Post, Topic, Visibility


def locked_topic(topic_id: int) -> Topic:
    """The topic, locked for this transaction, so that its numbers and counters change one writer at a time."""
    # `no_key`: the rows that point to the topic, inserted by others just now, must not deadlock with this.
    return Topic.objects.select_for_update(no_key=True, of=("self",)).select_related("forum", "first_post").get(pk=topic_id)


def locked(kind: str, object_id: int) -> Topic | Post:
    """What ``kind`` and ``object_id`` name, with its topic, locked.

    Raises:
        Topic.DoesNotExist, Post.DoesNotExist: there is none; a topic's first post is no post of its own.
    """
    if kind == TOPIC:
        return locked_topic(object_id)
    topic = locked_topic(Post.objects.values_list("topic_id", flat=True).get(pk=object_id))
    post = Post.objects.select_for_update(no_key=True).exclude(pk=topic.first_post_id).get(pk=object_id)
    post.topic = topic
    return post


def touch(topic: Topic, **fields: Any) -> None:
    """Write ``fields`` and raise the revision, in the row and in ``topic``."""
    Topic.objects.filter(pk=topic.pk).update(revision=F("revision") + 1, updated=timezone.now(), **fields)
    for name, value in fields.items():
        setattr(topic, name, value)
    topic.revision += 1


def publish(written: Topic | Post, *, journey: str = "") -> None:
    """Show it to everybody. The first time its events are recorded and it gets its place; later, its counters come back."""
    if isinstance(written, Topic):
        _publish_topic(written, journey)
    else:
        _publish_post(written)


def unpublish(written: Topic | Post, visibility: Visibility) -> None:
    """Take what is public from public sight, as ``visibility`` says."""
    show_as(written, visibility)
    if isinstance(written, Topic):
        count(written.forum_id, topics=-1, posts=-written.posts_count)
        return
    topic = written.topic
    recount_topic(topic)
    if topic.is_public:
        count(topic.forum_id, posts=-1)


def show_as(written: Topic | Post, visibility: str) -> None:
    """Set the visibility; counters are the caller's. A topic's first post follows it."""
    shown: dict[str, Any] = {"visibility": visibility, "approved": visibility == Visibility.PUBLIC}
    if isinstance(written, Topic):
        touch(written, **shown)
        Post.objects.filter(pk=written.first_post_id).update(**shown)
        return
    Post.objects.filter(pk=written.pk).update(revision=F("revision") + 1, **shown)
    written.visibility, written.approved = visibility, shown["approved"]
    written.revision += 1
    touch(written.topic)


def retracted_from(written: Topic | Post, visibility: str) -> None:
    """Note what a text was when its author took it back (empty: they didn't, or undid it)."""
    type(written)._default_manager.filter(pk=written.pk).update(retracted_from=visibility)
    written.retracted_from = visibility


def recount_topic(topic: Topic) -> None:
    """Count the public posts anew, and find the last of them, by indexes of this one topic."""
    public = topic.posts.filter(visibility=Visibility.PUBLIC)
    # Its first post counts also while it is hidden with the topic: it comes back with it.
    others = public.exclude(pk=topic.first_post_id).count()
    last = public.exclude(number=None).order_by("-number").first() or topic.first_post
    touch(topic, posts_count=others + 1, last_post=last, last_post_on=last.published_at or last.created)


def count(forum_id: int, *, topics: int = 0, posts: int = 0) -> None:
    """Add to a forum's counters, and set its last post by what stands in it now; its row is locked first, so the last writer sees all."""
    Forum.objects.select_for_update(no_key=True).filter(pk=forum_id).values_list("pk").first()
    newest = Topic.objects.listed().filter(forum_id=forum_id).order_by("-last_post_on").values_list("last_post_id", "last_post_on").first()
    last_post_id, last_post_on = newest or (None, None)
    Forum.objects.filter(pk=forum_id).update(
        direct_topics_count=F("direct_topics_count") + topics,
        direct_posts_count=F("direct_posts_count") + posts,
        last_post_id=last_post_id,
        last_post_on=last_post_on,
    )
    transaction.on_commit(lambda: cache.delete(neighbours_key(forum_id)), robust=True)


def neighbours_key(forum_id: int) -> str:
    """Where the cache keeps the topics of a forum that its topics' pages show beside them."""
    return f"forums:neighbours:{forum_id}"


def _publish_topic(topic: Topic, journey: str) -> None:
    first = topic.published_at is None
    if first:
        now = timezone.now()
        touch(topic, published_at=now, last_number=1, posts_count=1, last_post_on=now, last_post=topic.first_post)
        Post.objects.filter(pk=topic.first_post_id).update(published_at=now, number=1)
    show_as(topic, Visibility.PUBLIC)
    count(topic.forum_id, topics=1, posts=topic.posts_count)
    if first:
        record(TopicStarted(topic.pk, topic.forum_id, topic.poster_id, journey))
        record(ContentPublished(TOPIC, topic.pk, topic.poster_id))


def _publish_post(post: Post) -> None:
    topic = post.topic
    first = post.published_at is None
    if first:
        post.published_at, post.number = timezone.now(), topic.last_number + 1
        Post.objects.filter(pk=post.pk).update(published_at=post.published_at, number=post.number)
        topic.last_number = post.number
    show_as(post, Visibility.PUBLIC)
    if first:
        fields = {"posts_count": topic.posts_count + 1, "last_number": post.number, "last_post": post, "last_post_on": post.published_at}
        touch(topic, **fields)
    else:
        recount_topic(topic)
    if topic.is_public:
        count(topic.forum_id, posts=1)
    if first:
        record(PostAdded(post.pk, topic.pk, topic.forum_id, post.poster_id))
        record(ContentPublished(POST, post.pk, post.poster_id))
        live.push(f"topic.{topic.pk}", {"number": post.number, "author": post.poster_id})
