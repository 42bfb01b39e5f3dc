"""Publish what admission held, and hold it again when the approval is undone."""

from django.db import transaction

from core.events import record
from core.events.content import ContentApproved, ContentHeld
from core.viewer import Viewer
from forums.actions.publish import locked, publish, retracted_from, show_as, unpublish
from forums.models import Visibility


@transaction.atomic
def approve(kind: str, object_id: int, by: Viewer) -> None:
    """Held content is public from now on; if its author took it back meanwhile, once they undo that. What isn't held stays as it is."""
    written = locked(kind, object_id)
    if written.visibility == Visibility.RETRACTED and written.retracted_from == Visibility.PENDING:
        retracted_from(written, Visibility.PUBLIC)
    elif written.visibility == Visibility.PENDING:
        publish(written)
    else:
        return
    record(ContentApproved(kind, object_id, by.user_id))


@transaction.atomic
def hold(kind: str, object_id: int, by: Viewer, reasons: tuple[str, ...] = ()) -> None:
    """Public, hidden or refused content waits for review (again). What its author took back stays so, and waits once they undo that."""
    written = locked(kind, object_id)
    if written.visibility == Visibility.PENDING:
        return
    if written.is_public:
        unpublish(written, Visibility.PENDING)
    elif written.retracted_from:
        show_as(written, Visibility.RETRACTED)
        retracted_from(written, Visibility.PENDING)
    else:
        show_as(written, Visibility.PENDING)
    record(ContentHeld(kind, object_id, written.poster_id, reasons))
