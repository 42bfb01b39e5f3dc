"""Topics and posts of another community, in bulk: with their dates, authors and scores, past admission, and without the events of new ones.

Posts get their places in the topics when all are here (`settle_imported`), by their dates. A run that was killed goes on where it stopped.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.imports import Outcome, Pace, known, remember
from core.models import ImportedRef
from core.text import TextTooLong, render_html, render_markdown
from core.writing import rich_text
from forums.actions.publish import count, touch
from forums.models import POST, TOPIC, Forum, Post, Topic, Visibility
from forums.slugs import slug_for

FORUM = "forums.forum"
TITLE_MAX = 250
PUBLIC = {"visibility": Visibility.PUBLIC, "approved": True}


@dataclass(frozen=True, slots=True)
class TopicRow:
    foreign_id: str
    author_id: int
    title: str
    html: str
    lang: str
    score: int
    created_at: datetime
    locked: bool = False


@dataclass(frozen=True, slots=True)
class PostRow:
    """A reply; ``markdown`` says that ``text`` is Markdown, else HTML."""

    foreign_id: str
    topic_id: int
    author_id: int
    text: str
    score: int
    created_at: datetime
    markdown: bool = False


@transaction.atomic
def forum_for(source: str, lang: str) -> Forum:
    """The forum that ``source`` goes into: made once, wherever admins put it since."""
    if found := known(source, FORUM, [source]):
        return Forum.objects.get(pk=found[source])
    forum = Forum.objects.create(name=source[:100], type=Forum.FORUM_POST, lang="")
    ImportedRef.objects.create(source=source, kind=FORUM, foreign_id=source[:64], local_id=forum.pk)
    return forum


def import_topics(forum: Forum, source: str, rows: Sequence[TopicRow], pace: Pace) -> Outcome:
    """Make those that are not here yet."""
    here = known(source, TOPIC, [row.foreign_id for row in rows])
    outcome = Outcome(present=len(here))
    new: dict[str, tuple[Topic, Post]] = {}
    for row in rows:
        if row.foreign_id not in here:
            try:
                new[row.foreign_id] = _topic(forum, row)
            except TextTooLong as error:
                outcome.refused.append((row.foreign_id, f"text too long (over {error.limit} characters)"))
    if new:
        with pace.writing():
            topics = Topic.objects.bulk_create(topic for topic, _head in new.values())
            for topic, head in new.values():
                head.topic = topic
            Post.objects.bulk_create(head for _topic, head in new.values())
            for topic, head in new.values():
                topic.first_post = topic.last_post = head
            Topic.objects.bulk_update(topics, ["first_post", "last_post"])
            count(forum.pk, topics=len(new), posts=len(new))
            remember(source, TOPIC, {foreign_id: topic.pk for foreign_id, (topic, _head) in new.items()})
    outcome.made = len(new)
    return outcome


def import_posts(source: str, rows: Sequence[PostRow], pace: Pace) -> Outcome:
    """Make those that are not here yet; nobody sees them before they are settled."""
    here = known(source, POST, [row.foreign_id for row in rows])
    outcome = Outcome(present=len(here))
    new: dict[str, Post] = {}
    for row in rows:
        if row.foreign_id in here:
            continue
        try:
            rendered = render_markdown(row.text) if row.markdown else render_html(row.text)
        except TextTooLong as error:
            outcome.refused.append((row.foreign_id, f"text too long (over {error.limit} characters)"))
            continue
        new[row.foreign_id] = _post(row, rich_text(rendered), topic_id=row.topic_id)
    if new:
        with pace.writing():
            Post.objects.bulk_create(new.values())
            remember(source, POST, {foreign_id: post.pk for foreign_id, post in new.items()})
    outcome.made = len(new)
    return outcome


def settle_imported(pace: Pace) -> None:
    """Give public posts without a place the next ones in their topics, the oldest first, and count them."""
    unsettled = Post.objects.filter(number=None, visibility=Visibility.PUBLIC)
    while ids := sorted(set(unsettled.order_by("topic_id").values_list("topic_id", flat=True)[: pace.size])):
        with pace.writing():
            topics = {topic.pk: topic for topic in Topic.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")}
            gained: dict[int, int] = defaultdict(int)
            for post in (posts := list(unsettled.filter(topic_id__in=ids).order_by("topic_id", "created", "pk"))):
                topic = topics[post.topic_id]
                topic.last_number += 1
                topic.posts_count += 1
                topic.last_post = post
                post.number = topic.last_number
                if topic.is_public:
                    gained[topic.forum_id] += 1
            Post.objects.bulk_update(posts, ["number"])
            for topic in topics.values():
                last = {"last_post": topic.last_post, "last_post_on": topic.last_post.published_at}
                touch(topic, last_number=topic.last_number, posts_count=topic.posts_count, **last)
            for forum_id, posts_more in sorted(gained.items()):
                count(forum_id, posts=posts_more)


def _topic(forum: Forum, row: TopicRow) -> tuple[Topic, Post]:
    title = row.title[:TITLE_MAX]
    topic = Topic(
        forum=forum,
        poster_id=row.author_id,
        subject=title,
        slug=slug_for(title),
        lang=row.lang,
        status=Topic.TOPIC_LOCKED if row.locked else Topic.TOPIC_UNLOCKED,
        score=row.score,
        created=row.created_at,
        published_at=row.created_at,
        last_post_on=row.created_at,
        posts_count=1,
        last_number=1,
        **PUBLIC,
    )
    return topic, _post(row, rich_text(render_html(row.html)), number=1)


def _post(row: TopicRow | PostRow, text: dict[str, str], **more: int) -> Post:
    score = row.score if isinstance(row, PostRow) else 0
    return Post(poster_id=row.author_id, score=score, created=row.created_at, published_at=row.created_at, **PUBLIC, **text, **more)
