"""Take a comment from public sight, and bring it back. Nothing is destroyed."""

from django.db import transaction

from blog.actions.publish import locked, publish, show_as
from blog.models import COMMENT, Visibility
from core.events import record
from core.events.content import ContentHidden, ContentRestored
from core.viewer import Viewer


@transaction.atomic
def hide(comment_id: int, by: Viewer) -> None:
    """Hide what is public; refuse what is held and never was public. Hidden or refused already: nothing happens.

    Whoever calls this has decided that ``by`` may (moderation, or a rule, whose viewer has no person).
    """
    comment = locked(comment_id)
    if comment.visibility in (Visibility.HIDDEN, Visibility.REFUSED):
        return
    show_as(comment, Visibility.HIDDEN if comment.published_at else Visibility.REFUSED)
    record(ContentHidden(COMMENT, comment_id, by.user_id))


@transaction.atomic
def restore(comment_id: int, by: Viewer) -> None:
    """Make a hidden or refused comment public; what its author had taken back before is taken back again."""
    comment = locked(comment_id)
    if comment.visibility not in (Visibility.HIDDEN, Visibility.REFUSED):
        return
    if comment.retracted_from:
        show_as(comment, Visibility.RETRACTED, retracted_from=Visibility.PUBLIC)
    else:
        publish(comment)
    record(ContentRestored(COMMENT, comment_id, by.user_id))
