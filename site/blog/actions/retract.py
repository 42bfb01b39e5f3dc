"""Take back a comment that one wrote oneself, and undo that."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from blog.actions.publish import locked, publish, show_as
from blog.models import COMMENT, Comment, Visibility
from blog.permissions import is_author, may_retract, may_unretract
from core.events import record
from core.events.content import ContentRetracted, ContentUnretracted
from core.viewer import Viewer


@transaction.atomic
def retract(comment_id: int, by: Viewer) -> Comment:
    """Take it from everybody's sight but its author's and staff's. Taken back already: nothing happens.

    Raises:
        PermissionDenied: it is somebody else's, or was taken down.
    """
    comment = locked(comment_id)
    if comment.visibility == Visibility.RETRACTED and is_author(by, comment):
        return comment
    if not may_retract(by, comment):
        raise PermissionDenied(_("You can take back only what you wrote yourself."))
    show_as(comment, Visibility.RETRACTED, retracted_from=comment.visibility)
    record(ContentRetracted(COMMENT, comment_id, by.user_id))
    return comment


@transaction.atomic
def unretract(comment_id: int, by: Viewer) -> Comment:
    """Undo `retract`: the comment is as it was before, public or waiting for review. Not taken back: nothing happens.

    Raises:
        PermissionDenied: ``by`` is neither its author nor a moderator.
    """
    comment = locked(comment_id)
    if comment.visibility != Visibility.RETRACTED:
        return comment
    if not may_unretract(by, comment):
        raise PermissionDenied(_("Only its author and moderators bring this back."))
    before = comment.retracted_from
    show_as(comment, Visibility(comment.visibility), retracted_from="")
    if before == Visibility.PENDING:
        show_as(comment, Visibility.PENDING)
    else:
        publish(comment)
    record(ContentUnretracted(COMMENT, comment_id, by.user_id))
    return comment
