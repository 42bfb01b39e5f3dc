"""The room's adapters: how search, moderation, points and cases act on topics and posts without knowing them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.content import Adapter, Card, Document, Part, content
from core.sections import HEADING, parts_of
from core.text import excerpt
from core.viewer import Viewer
from forums.actions import approve as approving
from forums.actions import hide as hiding
from forums.models import POST, TOPIC, Follow, Forum, Post, Topic, Visibility
from forums.permissions import all_rules, audience_of, rights_of

EXCERPT = 240
PARTS = 200
READ_OF_TOPICS = (
    *("pk", "forum_id", "poster_id", "visibility", "revision", "lang", "subject", "score", "created", "last_post_on"),
    *("first_post__body_html", "first_post__body_text"),
)


class WrittenAdapter(Adapter):
    """What both kinds share."""

    author = "poster_id"

    def parts(self, card: Card) -> tuple[Part, ...]:
        return parts_of(card.html, card.key)

    def hide(self, id: int, by: Viewer, reason: str) -> None:
        hiding.hide(self.kind, id, by)

    def restore(self, id: int, by: Viewer) -> None:
        hiding.restore(self.kind, id, by)

    def approve(self, id: int, by: Viewer) -> None:
        approving.approve(self.kind, id, by)

    def hold(self, id: int, by: Viewer) -> None:
        """Undo an approval: it waits for review again."""
        approving.hold(self.kind, id, by)

    def _card(self, written: Topic | Post, topic: Topic, text: Post, url: str) -> Card:
        return Card(
            kind=self.kind,
            id=written.pk,
            title=topic.subject,
            url=url,
            excerpt=excerpt(text.body_text, EXCERPT),
            html=text.body_html,
            lang=topic.lang,
            author_id=written.poster_id,
            created_at=written.created,
            state=written.visibility,
            solved=False,
            score=written.score,
            revision=written.edits + 1,
        )


class TopicAdapter(WrittenAdapter):
    kind = TOPIC
    label = _("Forum topic")

    def rows(self) -> QuerySet[Topic]:
        return Topic.objects.all()

    def cards(self, ids: Iterable[int], viewer: Viewer) -> dict[int, Card]:
        """Three queries."""
        rights = rights_of(viewer)
        topics = Topic.objects.visible_to(viewer, rights).filter(pk__in=list(ids)).select_related("first_post")
        found = {}
        for topic in topics:
            topic.forum = rights.forums[topic.forum_id]
            found[topic.pk] = self._card(topic, topic, topic.first_post, topic.get_absolute_url())
        return found

    def documents(self, ids: Iterable[int]) -> dict[int, Document]:
        """A topic with its public posts, the first as its text: five queries. Absent: hidden ones, and those of a forum for some alone."""
        _, audiences = _audiences()
        topics = list(self._with_documents(ids, audiences).values_list(*READ_OF_TOPICS, named=True))
        replies, public = defaultdict[int, list[Any]](list), Post.objects.replies().filter(visibility=Visibility.PUBLIC)
        wanted = public.filter(topic__in=[topic.pk for topic in topics]).order_by("number")
        for post in wanted.values_list("topic_id", "pk", "body_html", "body_text", named=True):
            replies[post.topic_id].append(post)
        return {topic.pk: _document(topic, replies[topic.pk], audiences[topic.forum_id]) for topic in topics}

    def document_ids(self, ids: Iterable[int]) -> list[int]:
        return list(self._with_documents(ids, _audiences()[1]).values_list("pk", flat=True))

    def _with_documents(self, ids: Iterable[int], audiences: dict[int, tuple[str, ...]]) -> QuerySet[Topic]:
        told = [forum_id for forum_id, audience in audiences.items() if audience]
        return Topic.objects.filter(pk__in=list(ids), forum__in=told, visibility__in=(Visibility.PUBLIC, Visibility.PENDING))

    def followers(self, id: int, after: int, limit: int) -> list[int]:
        following = Follow.objects.filter(topic=id, person__gt=after).order_by("person_id")
        return list(following.values_list("person_id", flat=True)[:limit])

    def url(self, id: int) -> str:
        topic = Topic.objects.select_related("forum").filter(pk=id).first()
        return topic.get_absolute_url() if topic else reverse("forums:index")


class PostAdapter(WrittenAdapter):
    """Replies; a topic's first post is the topic."""

    kind = POST
    label = _("Forum post")

    def rows(self) -> QuerySet[Post]:
        return Post.objects.replies()

    def cards(self, ids: Iterable[int], viewer: Viewer) -> dict[int, Card]:
        """Three queries."""
        posts = Post.objects.visible_to(viewer, rights_of(viewer)).replies().filter(pk__in=list(ids)).select_related("topic")
        return {post.pk: self._card(post, post.topic, post, self.url(post.pk)) for post in posts}

    def url(self, id: int) -> str:
        """The post's own address, which leads to its place on the right page."""
        return reverse("forums:post_by_id", args=[id])

    def thread(self, id: int) -> tuple[str, int]:
        return TOPIC, Post.objects.values_list("topic_id", flat=True).get(pk=id)


def closed_topics() -> list[int]:
    """Topics of forums that not everybody may read: four queries."""
    closed = [forum_id for forum_id, audience in _audiences()[1].items() if audience != ("public",)]
    return list(Topic.objects.filter(forum__in=closed).order_by("pk").values_list("pk", flat=True))


def _audiences() -> tuple[dict[int, Forum], dict[int, tuple[str, ...]]]:
    """All forums, and who may read each: three queries."""
    rules, forums = all_rules(), {forum.pk: forum for forum in Forum.objects.order_by("tree_id", "lft")}
    return forums, {forum_id: audience_of(forums, rules, forum_id) for forum_id in forums}


def _document(topic: Any, replies: list[Any], audience: tuple[str, ...]) -> Document:
    parts = [*_parts(topic.first_post__body_html, topic.first_post__body_text, f"{TOPIC}:{topic.pk}", "body")]
    for post in replies[:PARTS]:
        parts += _parts(post.body_html, post.body_text, f"{POST}:{post.pk}", "answer")
    return Document(
        kind=TOPIC,
        id=topic.pk,
        revision=topic.revision,
        lang=topic.lang,
        title=topic.subject,
        parts=tuple(parts),
        tags=(),
        solved=False,
        score=topic.score,
        created_at=topic.created,
        updated_at=topic.last_post_on or topic.created,
        audiences=audience if topic.visibility == Visibility.PUBLIC else (f"user:{topic.poster_id}", "staff"),
    )


def _parts(html: str, text: str, ref: str, role: str) -> tuple[Part, ...]:
    """Few posts have headings: the others' text is kept ready."""
    return parts_of(html, ref, role) if HEADING in html else (Part(role, text, ref),)


for adapter in (TopicAdapter(), PostAdapter()):
    content.register(adapter)
