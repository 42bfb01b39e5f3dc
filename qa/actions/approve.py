"""Publish what admission held, and hold it again when the approval is undone."""

from django.db import transaction

from core.events import record
from core.events.content import ContentApproved, ContentHeld
from core.viewer import Viewer
from qa.actions.hide import MODELS
from qa.actions.publish import publish, retracted_from, show_as, unpublish
from qa.models import Visibility


@transaction.atomic
def approve(kind: str, object_id: int, by: Viewer) -> None:
    """Held content is public from now on; if its author took it back meanwhile, once they undo that. What isn't held stays as it is."""
    post = MODELS[kind]._default_manager.select_for_update(no_key=True).get(pk=object_id)
    if post.visibility == Visibility.RETRACTED and post.retracted_from == Visibility.PENDING:
        retracted_from(post, Visibility.PUBLIC)
    elif post.visibility == Visibility.PENDING:
        publish(post)
    else:
        return
    record(ContentApproved(kind, object_id, by.user_id))


@transaction.atomic
def hold(kind: str, object_id: int, by: Viewer, reasons: tuple[str, ...] = ()) -> None:
    """Public, hidden or refused content waits for review (again). What its author took back stays so, and waits once they undo that."""
    post = MODELS[kind]._default_manager.select_for_update(no_key=True).get(pk=object_id)
    if post.visibility == Visibility.PENDING:
        return
    if post.is_public:
        unpublish(post, Visibility.PENDING, by.user_id)
    elif post.retracted_from:
        show_as(post, Visibility.RETRACTED)
        retracted_from(post, Visibility.PENDING)
    else:
        show_as(post, Visibility.PENDING)
    record(ContentHeld(kind, post.pk, post.author_id, reasons))
