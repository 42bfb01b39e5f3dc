"""What must agree in this room: every counter and last post with the rows that it speaks of."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.consistency import check
from core.models import ImportedRef
from forums.models import POST, TOPIC, Follow, Forum, Post, Topic, Visibility, Vote

PUBLIC = Visibility.PUBLIC


@check("forums.counters", label=_("Messages, topics, followers and votes of the forums are counted right"))
def counters() -> Iterator[str]:
    replies = Post.objects.filter(topic=OuterRef("pk"), visibility=PUBLIC).exclude(pk=OuterRef("first_post"))
    topics = Topic.objects.annotate(
        real_posts=_counted(replies.values("topic")) + 1,
        real_follows=_counted(Follow.objects.filter(topic=OuterRef("pk")).order_by().values("topic")),
        real_numbers=Coalesce(Subquery(_of_topic().annotate(n=Max("number")).values("n")), 0),
        real_score=_votes(TOPIC),
    )
    for name, real in (("posts_count", "real_posts"), ("follower_count", "real_follows"), ("last_number", "real_numbers")):
        for pk, said, found in topics.exclude(**{name: F(real)}).values_list("pk", name, real).iterator():
            yield f"topic {pk} says {name} {said}, has {found}"
    scored = _written_here(topics, TOPIC).exclude(score=F("real_score"))
    for pk, said, found in scored.values_list("pk", "score", "real_score").iterator():
        yield f"topic {pk} says score {said}, has {found}"
    posts = _written_here(Post.objects.annotate(real=_votes(POST)), POST)
    for pk, said, found in posts.exclude(score=F("real")).values_list("pk", "score", "real").iterator():
        yield f"post {pk} says score {said}, has {found}"
    listed = Topic.objects.filter(forum=OuterRef("pk"), visibility=PUBLIC).order_by().values("forum")
    forums = Forum.objects.order_by().annotate(
        real_topics=_counted(listed), real_posts=Coalesce(Subquery(listed.annotate(n=Sum("posts_count")).values("n")), 0)
    )
    for name, real in (("direct_topics_count", "real_topics"), ("direct_posts_count", "real_posts")):
        for pk, said, found in forums.exclude(**{name: F(real)}).values_list("pk", name, real).iterator():
            yield f"forum {pk} says {name} {said}, has {found}"


@check("forums.last_posts", label=_("Every topic and forum names its last message"))
def last_posts() -> Iterator[str]:
    newest = Post.objects.filter(topic=OuterRef("pk"), visibility=PUBLIC).exclude(number=None).order_by("-number").values("pk")[:1]
    public = Topic.objects.filter(visibility=PUBLIC).annotate(real=Subquery(newest))
    for pk, said, found in public.exclude(last_post=F("real")).values_list("pk", "last_post", "real").iterator():
        yield f"topic {pk} names {said} as its last post, it is {found}"
    latest = Topic.objects.filter(forum=OuterRef("pk"), visibility=PUBLIC).order_by().values("forum")
    forums = Forum.objects.order_by().annotate(real=Subquery(latest.annotate(at=Max("last_post_on")).values("at")))
    both = Q(last_post_on__isnull=False, real__isnull=False)
    wrong = forums.filter(
        (both & ~Q(last_post_on=F("real")))
        | Q(last_post_on__isnull=True, real__isnull=False)
        | Q(last_post_on__isnull=False, real__isnull=True)
    )
    for pk, said, found in wrong.values_list("pk", "last_post_on", "real").iterator():
        yield f"forum {pk} says it was last written in at {said}, it was at {found}"


@check("forums.first_posts", label=_("Every topic has its first message, in the same state"))
def first_posts() -> Iterator[str]:
    for pk in Topic.objects.filter(Q(first_post=None) | ~Q(first_post__topic=F("pk"))).values_list("pk", flat=True).iterator():
        yield f"topic {pk} has no first post of its own"
    for pk in Topic.objects.exclude(first_post__visibility=F("visibility")).values_list("pk", flat=True).iterator():
        yield f"topic {pk} and its first post are not in the same state"


def _written_here(rows: QuerySet, kind: str) -> QuerySet:
    """Without what was imported: its score came without its votes."""
    return rows.exclude(pk__in=ImportedRef.objects.filter(kind=kind).values("local_id"))


def _of_topic() -> QuerySet:
    return Post.objects.filter(topic=OuterRef("pk")).order_by().values("topic")


def _counted(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().annotate(n=Count("pk")).values("n")), 0)


def _votes(kind: str) -> Coalesce:
    cast = Vote.objects.filter(kind=kind, object_id=OuterRef("pk")).order_by().values("object_id")
    return Coalesce(Subquery(cast.annotate(n=Sum("value")).values("n")), 0)
