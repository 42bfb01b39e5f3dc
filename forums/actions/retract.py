"""Take back what one wrote oneself, and undo that. It is no removal for cause: nothing is lost beside what the text itself had earned."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record
from core.events.content import ContentRetracted, ContentUnretracted
from core.viewer import Viewer
from forums.actions.publish import locked, publish, retracted_from, show_as, unpublish
from forums.models import Post, Topic, Visibility
from forums.permissions import may_retract, may_unretract, rights_of


@transaction.atomic
def retract(kind: str, object_id: int, by: Viewer) -> Topic | Post:
    """Take a public or held text from everybody's sight but its author's and staff's. Taken back already: nothing happens.

    Raises:
        PermissionDenied: it is somebody else's or was taken down; or others have replied to the topic.
    """
    written = locked(kind, object_id)
    if written.visibility == Visibility.RETRACTED and written.poster_id == by.user_id:
        return written
    if not may_retract(by, rights_of(by), written):
        raise PermissionDenied(_("You can't take this back: others have replied to it, or it isn't yours."))
    before = written.visibility
    if written.is_public:
        unpublish(written, Visibility.RETRACTED)
    else:
        show_as(written, Visibility.RETRACTED)
    retracted_from(written, before)
    record(ContentRetracted(kind, object_id, by.user_id))
    return written


@transaction.atomic
def unretract(kind: str, object_id: int, by: Viewer) -> Topic | Post:
    """Undo `retract`: the text is as it was before, public or waiting for review. Not taken back: nothing happens.

    Raises:
        PermissionDenied: ``by`` is neither its author nor a moderator.
    """
    written = locked(kind, object_id)
    if written.visibility != Visibility.RETRACTED:
        return written
    if not may_unretract(by, rights_of(by), written):
        raise PermissionDenied(_("Only its author and moderators bring this back."))
    before = written.retracted_from
    retracted_from(written, "")
    if before == Visibility.PENDING:
        show_as(written, Visibility.PENDING)
    else:
        publish(written)
    record(ContentUnretracted(kind, object_id, by.user_id))
    return written
