"""Take back what one wrote oneself, and undo that. It is no removal for cause: nothing is lost beside what the text itself had earned."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record
from core.events.content import ContentRetracted, ContentUnretracted
from core.viewer import Viewer
from qa.actions.hide import MODELS
from qa.actions.publish import locked_question, publish, retracted_from, show_as, unpublish
from qa.models import Answer, Comment, Question, Visibility
from qa.permissions import may_retract, may_unretract


@transaction.atomic
def retract(kind: str, object_id: int, by: Viewer) -> Question | Answer | Comment:
    """Take a public or held text from everybody's sight but its author's and staff's. Taken back already: nothing happens.

    Raises:
        PermissionDenied: it is somebody else's or was taken down; others have answered the question; or the answer is the accepted one.
    """
    post = _locked(kind, object_id)
    if post.visibility == Visibility.RETRACTED and post.author_id == by.user_id:
        return post
    if not may_retract(by, post):
        raise PermissionDenied(_("You can't take this back: others have answered it, or it is the accepted answer, or it isn't yours."))
    before = Visibility(post.visibility)
    if post.is_public:
        unpublish(post, Visibility.RETRACTED, by.user_id)
    else:
        show_as(post, Visibility.RETRACTED)
    retracted_from(post, before)
    record(ContentRetracted(kind, object_id, by.user_id))
    return post


@transaction.atomic
def unretract(kind: str, object_id: int, by: Viewer) -> Question | Answer | Comment:
    """Undo `retract`: the text is as it was before, public or waiting for review. Not taken back: nothing happens.

    Raises:
        PermissionDenied: ``by`` is neither its author nor a moderator.
    """
    post = _locked(kind, object_id)
    if post.visibility != Visibility.RETRACTED:
        return post
    if not may_unretract(by, post):
        raise PermissionDenied(_("Only its author and moderators bring this back."))
    before = post.retracted_from
    retracted_from(post, "")
    if before == Visibility.PENDING:
        show_as(post, Visibility.PENDING)
    else:
        publish(post)
    record(ContentUnretracted(kind, object_id, by.user_id))
    return post


def _locked(kind: str, object_id: int) -> Question | Answer | Comment:
    """The text and its thread's question, locked, so that nobody accepts or answers meanwhile."""
    post = MODELS[kind]._default_manager.select_for_update(no_key=True).get(pk=object_id)
    if not isinstance(post, Question):
        post.question = locked_question(post.question_id)
    return post
