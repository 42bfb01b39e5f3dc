"""Reads shaped like the pages that show them; each says how many queries it takes, whatever the number of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Left
from django.urls import reverse

from core.keyset import page_of
from core.text import excerpt
from core.viewer import Viewer
from forums import permissions
from forums.models import Forum, Revision, Topic
from forums.permissions import Rights
from forums.reading import forums_with_news, new_to, only_new, with_marks

PAGE = 25
EXCERPT = 200
SORTS = ("active", "new", "unread")
TOPIC_COLUMNS = (
    "subject",
    "slug",
    "forum_id",
    "poster_id",
    "type",
    "status",
    "visibility",
    "lang",
    "score",
    "posts_count",
    "views_count",
    "created",
    "last_post_on",
    "last_number",
)


@dataclass(frozen=True, slots=True)
class Name:
    """A person as a list names them: the rest of what is known of them is for author cards. ``url`` is empty for who left."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic in a list. ``news``: something in it is new to the reader."""

    topic: Topic
    url: str
    excerpt: str
    starter: "Name"
    last: "Name"
    news: bool

    @property
    def state(self) -> str:
        """For a pill: what others may not know, else nothing."""
        return "" if self.topic.is_public else self.topic.visibility


@dataclass(frozen=True, slots=True)
class ForumRow:
    """A forum on the index. Counters include the forums below it that the reader may see."""

    forum: Forum
    topics: int
    posts: int
    last: TopicRow | None
    news: bool
    below: tuple[Forum, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A category with its forums; ``category`` is None for forums that stand in none."""

    category: Forum | None
    rows: list[ForumRow]


@dataclass(frozen=True, slots=True)
class Index:
    sections: list[Section]

    @property
    def has_news(self) -> bool:
        return any(row.news for section in self.sections for row in section.rows)


@dataclass(frozen=True, slots=True)
class ForumPage:
    forum: Forum
    above: list[Forum]
    below: list[ForumRow]
    rows: list[TopicRow]
    next: str
    may_start: bool
    held: list[TopicRow] = field(default_factory=list)


def forum_index(viewer: Viewer) -> Index:
    """Categories with their forums, those in the reader's language first: three queries for a guest, five for a member."""
    rights = permissions.rights_of(viewer)
    tops = [forum for forum in rights.forums.values() if forum.parent_id is None and forum.pk in rights.readable]
    tops.sort(key=lambda forum: forum.lang not in ("", viewer.language[:2]))
    children = {forum.pk: _below(rights, forum) if forum.is_category else [forum] for forum in tops}
    rows = _forum_rows(rights, [forum for listed in children.values() for forum in listed], viewer)
    sections: list[Section] = []
    for forum in tops:
        found = [rows[child.pk] for child in children[forum.pk]]
        if forum.is_category:
            sections.append(Section(forum, found))
        elif sections and sections[-1].category is None:
            sections[-1].rows.extend(found)
        else:
            sections.append(Section(None, found))
    return Index(sections)


def forum_page(rights: Rights, forum: Forum, viewer: Viewer, *, sort: str = "active", after: str = "", size: int = PAGE) -> ForumPage:
    """A forum's topics in one of `SORTS`: one query for a guest, two for a member, and two for the forums below it, if any.

    Raises:
        BadCursor: ``after`` is not from this list.
    """
    topics = Topic.objects.listed().filter(forum=forum)
    if sort == "unread":
        topics = only_new(topics, viewer)
    ordering = ("-created", "-id") if sort == "new" else ("-type", "-last_post_on", "-id")
    page = page_of(_light(topics, viewer), ordering, after=after, size=size)
    below = [] if after else _below(rights, forum)
    rows = _forum_rows(rights, below, viewer) if below else {}
    return ForumPage(
        forum=forum,
        above=above(rights, forum),
        below=[rows[child.pk] for child in below],
        rows=_rows(page.rows, {forum.pk: forum}),
        next=page.next,
        may_start=permissions.may_start(viewer, rights, forum),
        held=[] if after or viewer.user_id is None else _held(forum, viewer),
    )


def above(rights: Rights, forum: Forum) -> list[Forum]:
    """What the forum stands in, the outermost first; no query."""
    found: list[Forum] = []
    while forum.parent_id is not None:
        forum = rights.forums[forum.parent_id]
        found.insert(0, forum)
    return found


def topic_rows(topics: QuerySet[Topic], viewer: Viewer, rights: Rights) -> list[TopicRow]:
    """Rows for other pages: one query."""
    return _rows(list(_light(topics, viewer)), rights.forums)


def versions(kind: str, object_id: int) -> list[Revision]:
    """Every kept version, oldest first; empty for a text that was never edited."""
    return list(Revision.objects.filter(kind=kind, object_id=object_id).order_by("number"))


def _below(rights: Rights, forum: Forum) -> list[Forum]:
    return [child for child in rights.forums.values() if child.parent_id == forum.pk and child.pk in rights.readable]


def _forum_rows(rights: Rights, forums: Sequence[Forum], viewer: Viewer) -> dict[int, ForumRow]:
    """One query for the last posts, one more for a member's news."""
    family = {forum.pk: [forum, *_descendants(rights, forum)] for forum in forums}
    everyone = {member.pk: member for members in family.values() for member in members}
    posts = [member.last_post_id for member in everyone.values() if member.last_post_id]
    last = {topic.forum_id: topic for topic in _light(Topic.objects.listed().filter(last_post__in=posts), viewer)} if posts else {}
    news = forums_with_news(list(everyone), viewer)
    rows: dict[int, ForumRow] = {}
    for forum in forums:
        members = family[forum.pk]
        latest = [last[member.pk] for member in members if member.pk in last]
        newest = max(latest, key=lambda topic: topic.last_post_on) if latest else None
        rows[forum.pk] = ForumRow(
            forum=forum,
            topics=sum(member.direct_topics_count for member in members),
            posts=sum(member.direct_posts_count for member in members),
            last=_row(newest, rights.forums) if newest is not None else None,
            news=any(member.pk in news for member in members),
            below=tuple(_below(rights, forum)),
        )
    return rows


def _descendants(rights: Rights, forum: Forum) -> Iterable[Forum]:
    for child in _below(rights, forum):
        yield child
        yield from _descendants(rights, child)


def _held(forum: Forum, viewer: Viewer) -> list[TopicRow]:
    """One's own topics that wait for review, newest first; moderators find all of them at the desk."""
    waiting = Topic.objects.filter(forum=forum, poster_id=viewer.user_id, visibility="pending").order_by("-pk")
    return _rows(list(_light(waiting, viewer)[:5]), {forum.pk: forum})


def _light(topics: QuerySet[Topic], viewer: Viewer) -> Any:
    """Without the long columns; ``lead`` is the beginning of the text."""
    lead = Left("first_post__body_text", EXCERPT * 2)
    people = {
        f"{who}_{what}": F(f"{path}__{column}")
        for who, path in (("starter", "poster"), ("last", "last_post__poster"))
        for what, column in (("username", "username"), ("shown", "display_name"), ("left", "anonymised_at"))
    }
    return with_marks(topics.only(*TOPIC_COLUMNS).annotate(lead=lead, **people), viewer)


def _rows(topics: Iterable[Any], forums: dict[int, Forum]) -> list[TopicRow]:
    return [_row(topic, forums) for topic in topics]


def _row(topic: Any, forums: dict[int, Forum]) -> TopicRow:
    forum = forums[topic.forum_id]
    return TopicRow(
        topic=topic,
        url=reverse("forums:topic", args=[forum.pk, forum.slug, topic.pk, topic.slug]),
        excerpt=excerpt(topic.lead or "", EXCERPT),
        starter=_name(topic, "starter"),
        last=_name(topic, "last"),
        news=_has_news(topic),
    )


def _name(topic: Any, who: str) -> Name:
    username, shown, left = (getattr(topic, f"{who}_{what}") for what in ("username", "shown", "left"))
    return Name(shown or username or "", reverse("person", args=[username]) if username and not left else "")


def _has_news(topic: Any) -> bool:
    since: datetime | None = new_to(topic)
    return since is not None
