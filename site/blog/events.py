"""What happens on the blog besides what happens to any content (its comments). It imports core alone. ``page_id`` is the post's page."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class PostPublished(Event):
    """A version of a post went live; ``first`` tells the first from later ones."""

    name = "blog.post_published"
    page_id: int
    by_id: int | None
    first: bool


@dataclass(frozen=True, slots=True)
class PostUnpublished(Event):
    name = "blog.post_unpublished"
    page_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class CommentPosted(Event):
    """A comment on a post is public for the first time."""

    name = "blog.comment_posted"
    comment_id: int
    page_id: int
    author_id: int
