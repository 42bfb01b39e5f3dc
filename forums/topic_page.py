"""One topic with a page of its posts, as its page shows it.

Posts are paged by their numbers, which never change: a page costs the same at the end of a long topic as at its beginning, and what is
hidden leaves its place behind.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, DateTimeField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from core.viewer import GUEST, Viewer
from forums import permissions
from forums.actions.publish import neighbours_key
from forums.models import POST, TOPIC, Follow, Forum, Post, Topic, Visibility, Vote
from forums.permissions import Rights
from forums.reading import floor, new_to, with_marks
from forums.selectors import TopicRow, above, topic_rows

PAGE = 20
NEIGHBOURS = 5


@dataclass(frozen=True, slots=True)
class PostOnPage:
    """A post with what this viewer sees and may do. The first post speaks for its topic: ``kind``, score, edits and state are the topic's.

    ``shown``: False leaves its place and the reason alone.
    """

    post: Post
    kind: str
    object_id: int
    number: int | None
    score: int
    mine: int
    edits: int
    visibility: str
    shown: bool
    is_new: bool
    may_vote: bool
    may_edit: bool
    may_retract: bool
    may_unretract: bool
    may_hide: bool
    is_mine: bool

    @property
    def is_first(self) -> bool:
        return self.kind == TOPIC

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def versions(self) -> int:
        return self.edits + 1

    def _address(self, verb: str) -> str:
        return reverse(f"forums:{verb}", args=[self.kind, self.object_id])

    vote_url = property(lambda self: self._address("vote"))
    edit_url = property(lambda self: self._address("edit"))
    versions_url = property(lambda self: self._address("versions"))
    retract_url = property(lambda self: self._address("retract"))
    unretract_url = property(lambda self: self._address("unretract"))
    hide_url = property(lambda self: self._address("hide"))
    unhide_url = property(lambda self: self._address("unhide"))

    @property
    def link(self) -> str:
        return reverse("forums:post_by_id", args=[self.post.pk])

    @property
    def quote_url(self) -> str:
        return f"{self.post.topic.get_absolute_url()}?quote={self.post.pk}#reply"


@dataclass(frozen=True, slots=True)
class TopicPage:
    topic: Topic
    forum: Forum
    above: list[Forum]
    posts: list[PostOnPage]
    number: int
    pages: int
    people: int
    first_new: int | None
    first_new_number: int
    following: bool
    neighbours: list[TopicRow]
    may_reply: bool
    may_lock: bool
    may_move: bool
    may_stick: bool
    may_announce: bool
    may_hide: bool
    is_starter: bool
    read_until: datetime | None
    noted: bool

    @property
    def author_ids(self) -> set[int]:
        return {on_page.post.poster_id for on_page in self.posts if on_page.shown}

    @property
    def head(self) -> PostOnPage | None:
        return next((on_page for on_page in self.posts if on_page.is_first), None)

    @property
    def new_count(self) -> int:
        return max(self.topic.last_number - self.first_new_number + 1, 1)

    @property
    def is_last(self) -> bool:
        return self.number == self.pages

    @property
    def tends(self) -> bool:
        """Whether there is anything to do for those who keep order."""
        return self.may_lock or self.may_move or self.may_stick or self.may_announce or self.may_hide

    @property
    def public_replies(self) -> list[PostOnPage]:
        """The first ten of the page, for search engines."""
        return [on_page for on_page in self.posts if on_page.is_public and not on_page.is_first][:10]


def page_of_number(number: int | None, topic: Topic) -> int:
    """On which page a post stands; what has no number yet stands on the last one."""
    return (number - 1) // PAGE + 1 if number else pages_of(topic)


def pages_of(topic: Topic) -> int:
    return max((topic.last_number - 1) // PAGE + 1, 1)


def load_topic(topic_id: int, viewer: Viewer, rights: Rights) -> Topic:
    """The topic with all that is the viewer's own about it: one query.

    Raises:
        Topic.DoesNotExist: there is none, or ``viewer`` may not know of it.
    """
    public = Post.objects.filter(topic=OuterRef("pk"), visibility=Visibility.PUBLIC)
    people = public.order_by().values("topic").annotate(n=Count("poster", distinct=True)).values("n")
    topics = Topic.objects.visible_to(viewer, rights).select_related("first_post").annotate(people=Subquery(people))
    topics = with_marks(topics, viewer)
    if viewer.user_id is not None:
        follows = Follow.objects.filter(topic=OuterRef("pk"), person_id=viewer.user_id)
        topics = topics.annotate(following=Exists(follows), mine=_my_vote(TOPIC, viewer))
        since = Greatest(*(Coalesce(mark, Value(floor(), output_field=DateTimeField())) for mark in ("read_until", "forum_read_until")))
        topics = topics.annotate(since=since)
        new = public.filter(published_at__gt=OuterRef("since"), number__isnull=False).order_by("number")
        topics = topics.annotate(first_new=Subquery(new.values("pk")[:1]), first_new_number=Subquery(new.values("number")[:1]))
    topic = topics.get(pk=topic_id)
    topic.forum = rights.forums[topic.forum_id]
    return topic


def topic_page(topic: Topic, viewer: Viewer, rights: Rights, number: int) -> TopicPage:
    """The page with this number of a topic of `load_topic`: one query, and one for its neighbours once a minute.

    A topic that others replied to asks its author one more, whether it can still be taken back.
    """
    pages = pages_of(topic)
    posts = _posts(topic, viewer, number, last=number == pages)
    since = new_to(topic)
    shown = [_on_page(post, topic, viewer, rights, since) for post in posts]
    seen = [post.published_at for post in posts if post.published_at]
    return TopicPage(
        topic=topic,
        forum=topic.forum,
        above=above(rights, topic.forum),
        posts=shown,
        number=number,
        pages=pages,
        people=topic.people or 0,  # type: ignore[attr-defined]
        first_new=getattr(topic, "first_new", None),
        first_new_number=getattr(topic, "first_new_number", None) or 0,
        following=getattr(topic, "following", False),
        neighbours=_neighbours(topic, viewer, rights),
        may_reply=permissions.may_reply(viewer, rights, topic),
        may_lock=permissions.may_lock(rights, topic),
        may_move=permissions.may_move(rights, topic),
        may_stick=permissions.may_stick(rights, topic),
        may_announce=permissions.may_announce(rights, topic),
        may_hide=permissions.may_hide(rights, topic),
        is_starter=permissions.is_author(viewer, topic),
        read_until=max(seen) if since and seen else None,
        noted=getattr(topic, "read_until", None) is not None,
    )


def post_on_page(written: Topic | Post, viewer: Viewer, rights: Rights) -> PostOnPage:
    """One post, to draw it again in place: one query."""
    topic = load_topic(written.pk if isinstance(written, Topic) else written.topic_id, viewer, rights)
    post_id = topic.first_post_id if isinstance(written, Topic) else written.pk
    post = _with_mine(topic.posts.all(), viewer).get(pk=post_id)
    return _on_page(post, topic, viewer, rights, None)


def _posts(topic: Topic, viewer: Viewer, number: int, *, last: bool) -> list[Post]:
    """The posts of one page: those with its numbers, and on the last page what waits without one, for those who may see it."""
    within = Q(number__gt=(number - 1) * PAGE, number__lte=number * PAGE)
    if last and not viewer.is_guest:
        waiting = Q(number=None) if viewer.is_staff else Q(number=None, poster_id=viewer.user_id)
        within |= waiting
    found = sorted(_with_mine(topic.posts.filter(within), viewer), key=lambda post: (post.number is None, post.number or 0, post.pk))
    if topic.first_post_id and topic.last_number == 0:  # never public: its first post has no number yet, whoever may see it
        found = [post for post in found if post.pk != topic.first_post_id]
        found.insert(0, topic.first_post)
    return found


def _with_mine(posts: Any, viewer: Viewer) -> Any:
    return posts if viewer.user_id is None else posts.annotate(mine=_my_vote(POST, viewer))


def _my_vote(kind: str, viewer: Viewer) -> Subquery:
    cast = Vote.objects.filter(kind=kind, object_id=OuterRef("pk"), voter_id=viewer.user_id)
    return Subquery(cast.values("value")[:1])


def _on_page(post: Post, topic: Topic, viewer: Viewer, rights: Rights, since: datetime | None) -> PostOnPage:
    post.topic = topic
    is_first = post.pk == topic.first_post_id
    judged: Topic | Post = topic if is_first else post
    is_mine = permissions.is_author(viewer, judged)
    public = judged.visibility == Visibility.PUBLIC
    return PostOnPage(
        post=post,
        kind=TOPIC if is_first else POST,
        object_id=judged.pk,
        number=post.number,
        score=judged.score,
        mine=getattr(judged, "mine", None) or 0,
        edits=judged.edits,
        visibility=judged.visibility,
        shown=public or is_mine or viewer.is_staff,
        is_new=bool(since and post.published_at and post.published_at > since),
        may_vote=permissions.may_vote(viewer, rights, judged),
        may_edit=permissions.may_edit(viewer, rights, judged),
        may_retract=permissions.may_retract(viewer, rights, judged),
        may_unretract=permissions.may_unretract(viewer, rights, judged),
        may_hide=permissions.may_hide(rights, topic) and not is_mine,
        is_mine=is_mine,
    )


def _neighbours(topic: Topic, viewer: Viewer, rights: Rights) -> list[TopicRow]:
    """Other topics of the forum that people talk in; kept for a minute, or until one comes or goes."""

    def find() -> list[TopicRow]:
        topics = Topic.objects.listed().filter(forum_id=topic.forum_id).order_by("-type", "-last_post_on")
        return topic_rows(topics[: NEIGHBOURS + 1], GUEST, rights)

    rows = cache.get_or_set(neighbours_key(topic.forum_id), find, 60) or []
    return [row for row in rows if row.topic.pk != topic.pk][:NEIGHBOURS]
