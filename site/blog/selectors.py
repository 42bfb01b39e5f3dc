"""Reads shaped like the blog's pages; each says how many queries it takes, whatever the number of rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Prefetch, Q
from django.http import Http404, QueryDict
from taggit.models import Tag

from blog import permissions
from blog.models import BlogIndexPage, BlogPostPage, Comment, PostTag, Visibility
from core.keyset import BadCursor, page_of
from core.ports import person_facts
from core.viewer import Viewer

PAGE = 10
COMMENTS = 200
NEWEST = ("-date", "-pk")


@dataclass(frozen=True, slots=True)
class CommentOnPage:
    """A comment and what this viewer may do with it."""

    comment: Comment
    may_retract: bool
    may_unretract: bool


@dataclass(frozen=True, slots=True)
class PostShown:
    post: BlogPostPage
    tags: list[Tag]
    comments: list[CommentOnPage]
    earlier: BlogPostPage | None
    later: BlogPostPage | None
    may_comment: bool
    people: dict[int, dict[str, Any]]

    @property
    def public_comments(self) -> int:
        return sum(1 for shown in self.comments if shown.comment.is_public)


def posts(lang: str = "") -> Any:
    """Posts that everybody sees, with what a row of a list shows: author's id, picture, number of comments."""
    live = BlogPostPage.objects.live().public().select_related("locale", "picture").defer("body")
    if lang:
        live = live.filter(locale__language_code=lang)
    public = Count("comments", filter=Q(comments__visibility=Visibility.PUBLIC))
    return live.annotate(comment_count=public).order_by(*NEWEST)


def latest(lang: str, count: int) -> list[BlogPostPage]:
    """The newest posts in a language, or in any while it has none: one query, or two."""
    return list(posts(lang)[:count]) or list(posts()[:count])


def index_page(index: BlogIndexPage, query: QueryDict) -> dict[str, Any]:
    """One page of the blog: five queries and those of the pictures."""
    tag = Tag.objects.filter(slug=query.get("tag", "")[:100].replace("\x00", "")).first() if query.get("tag") else None
    if query.get("tag") and tag is None:
        raise Http404
    below = posts().child_of(index)
    if tag:
        below = below.filter(tags=tag)
    try:
        page = page_of(below, NEWEST, after=query.get("after", ""), size=PAGE)
    except BadCursor as error:
        raise Http404 from error
    carried = {"tag": tag.slug} if tag else {}
    return {
        "posts": page.rows,
        "tag": tag,
        "tags": tags_of(index),
        "people_ids": {post.author_id for post in page.rows if post.author_id},
        "next_url": f"?{urlencode(carried | {'after': page.next})}" if page.next else "",
        "first_url": (f"?{urlencode(carried)}" if carried else index.url) if query.get("after") else "",
        "is_first_page": not query.get("after"),
    }


def tags_of(index: BlogIndexPage) -> list[Tag]:
    """The tags of a blog's posts, the most used first: one query."""
    live = BlogPostPage.objects.live().child_of(index)
    counted = Tag.objects.filter(blog_posttag_items__content_object__in=live).annotate(posts=Count("blog_posttag_items"))
    return list(counted.order_by("-posts", "name")[:20])


def post_page(post: BlogPostPage, viewer: Viewer) -> PostShown:
    """A post with its comments, and its neighbours: seven queries and those of people, however many comments."""
    tags = list(post.tags.all())
    below = BlogPostPage.objects.live().child_of(post.get_parent()).select_related("locale").defer("body")
    earlier = below.filter(Q(date__lt=post.date) | Q(date=post.date, pk__lt=post.pk)).order_by("-date", "-pk").first()
    later = below.filter(Q(date__gt=post.date) | Q(date=post.date, pk__gt=post.pk)).order_by("date", "pk").first()
    comments = list(Comment.objects.visible_to(viewer).filter(post=post).select_related("post").order_by("created_at", "pk")[:COMMENTS])
    people = person_facts.facts_of({comment.author_id for comment in comments} | ({post.author_id} if post.author_id else set()))
    return PostShown(
        post,
        tags,
        [
            CommentOnPage(comment, permissions.may_retract(viewer, comment), permissions.may_unretract(viewer, comment))
            for comment in comments
        ],
        earlier,
        later,
        permissions.may_comment(viewer, post),
        people,
    )


def with_tags(ids: Iterable[int]) -> Any:
    """Posts with their tags by name."""
    tagged = Prefetch("tagged_items", PostTag.objects.select_related("tag").order_by("tag__name"))
    return BlogPostPage.objects.filter(pk__in=list(ids)).select_related("locale").prefetch_related(tagged)
