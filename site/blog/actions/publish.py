"""Make a comment public, and take it from public sight: for this room's other actions, inside their transaction."""

from django.db.models import F
from django.utils import timezone

from blog.events import CommentPosted
from blog.models import COMMENT, Comment, Visibility
from core.events import record
from core.events.content import ContentPublished


def locked(comment_id: int) -> Comment:
    return Comment.objects.select_for_update(no_key=True, of=("self",)).select_related("post").get(pk=comment_id)


def publish(comment: Comment) -> None:
    """Show ``comment`` to everybody. The first time, what says so is recorded."""
    first = comment.published_at is None
    show_as(comment, Visibility.PUBLIC, **({"published_at": timezone.now()} if first else {}))
    if first:
        record(ContentPublished(COMMENT, comment.pk, comment.author_id))
        record(CommentPosted(comment.pk, comment.post_id, comment.author_id))


def show_as(comment: Comment, visibility: Visibility, **fields: object) -> None:
    Comment.objects.filter(pk=comment.pk).update(visibility=visibility, revision=F("revision") + 1, **fields)
    for name, value in {"visibility": visibility, **fields}.items():
        setattr(comment, name, value)
    comment.revision += 1
