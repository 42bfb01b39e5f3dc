"""Publish a comment that admission held, and hold it again when the approval is undone."""

from django.db import transaction

from blog.actions.publish import locked, publish, show_as
from blog.models import COMMENT, Visibility
from core.events import record
from core.events.content import ContentApproved, ContentHeld
from core.viewer import Viewer


@transaction.atomic
def approve(comment_id: int, by: Viewer) -> None:
    """A held comment is public from now on; if its author took it back meanwhile, once they undo that."""
    comment = locked(comment_id)
    if comment.visibility == Visibility.RETRACTED and comment.retracted_from == Visibility.PENDING:
        show_as(comment, Visibility.RETRACTED, retracted_from=Visibility.PUBLIC)
    elif comment.visibility == Visibility.PENDING:
        publish(comment)
    else:
        return
    record(ContentApproved(COMMENT, comment_id, by.user_id))


@transaction.atomic
def hold(comment_id: int, by: Viewer, reasons: tuple[str, ...] = ()) -> None:
    """It waits for review (again). What its author took back stays so, and waits once they undo that."""
    comment = locked(comment_id)
    if comment.visibility == Visibility.PENDING:
        return
    if comment.retracted_from:
        show_as(comment, Visibility.RETRACTED, retracted_from=Visibility.PENDING)
    else:
        show_as(comment, Visibility.PENDING)
    record(ContentHeld(COMMENT, comment_id, comment.author_id, reasons))
