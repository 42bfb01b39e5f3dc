"""Take topics and posts from public sight, and bring them back. Nothing is destroyed."""

from django.db import transaction

from core.events import record
from core.events.content import ContentHidden, ContentRestored
from core.viewer import Viewer
from forums.actions.publish import locked, publish, retracted_from, show_as, unpublish
from forums.models import Visibility


@transaction.atomic
def hide(kind: str, object_id: int, by: Viewer) -> None:
    """Hide what is public; refuse what is held and never was public. Hidden or refused already: nothing happens.

    Whoever calls this has decided that ``by`` may (moderation, a page that asked `permissions.may_hide`, or a rule).
    """
    written = locked(kind, object_id)
    if written.visibility in (Visibility.HIDDEN, Visibility.REFUSED):
        return
    if written.is_public:
        unpublish(written, Visibility.HIDDEN)
    else:
        show_as(written, Visibility.HIDDEN if written.published_at else Visibility.REFUSED)
    record(ContentHidden(kind, object_id, by.user_id))


@transaction.atomic
def restore(kind: str, object_id: int, by: Viewer) -> None:
    """Make hidden or refused content public; what was never public is published now, with all that follows.

    What its author had taken back before it was hidden is taken back again, and public once they undo that.
    """
    written = locked(kind, object_id)
    if written.visibility not in (Visibility.HIDDEN, Visibility.REFUSED):
        return
    if written.retracted_from:
        show_as(written, Visibility.RETRACTED)
        retracted_from(written, Visibility.PUBLIC)
    else:
        publish(written)
    record(ContentRestored(kind, object_id, by.user_id))
