"""Take content from public sight, and bring it back. Nothing is destroyed."""

from django.db import transaction

from core.events import record
from core.events.content import ContentHidden, ContentRestored
from core.viewer import Viewer
from qa.actions.publish import publish, retracted_from, show_as, unpublish
from qa.models import ANSWER, COMMENT, QUESTION, Answer, Comment, Question, Visibility

MODELS: dict[str, type[Question] | type[Answer] | type[Comment]] = {QUESTION: Question, ANSWER: Answer, COMMENT: Comment}


@transaction.atomic
def hide(kind: str, object_id: int, by: Viewer) -> None:
    """Hide what is public; refuse what is held and never was public. Hidden or refused already: nothing happens.

    Whoever calls this has decided that ``by`` may (moderation, or a rule, whose viewer has no person).
    """
    post = MODELS[kind]._default_manager.select_for_update(no_key=True).get(pk=object_id)
    if post.visibility in (Visibility.HIDDEN, Visibility.REFUSED):
        return
    if post.is_public:
        unpublish(post, Visibility.HIDDEN, by.user_id)
    else:
        show_as(post, Visibility.HIDDEN if post.published_at else Visibility.REFUSED)
    record(ContentHidden(kind, object_id, by.user_id))


@transaction.atomic
def restore(kind: str, object_id: int, by: Viewer) -> None:
    """Make hidden or refused content public; what was never public is published now, with all that follows.

    What its author had taken back before it was hidden is taken back again, and public once they undo that.
    """
    post = MODELS[kind]._default_manager.select_for_update(no_key=True).get(pk=object_id)
    if post.visibility not in (Visibility.HIDDEN, Visibility.REFUSED):
        return
    if post.retracted_from:
        show_as(post, Visibility.RETRACTED)
        retracted_from(post, Visibility.PUBLIC)
    else:
        publish(post)
    record(ContentRestored(kind, object_id, by.user_id))
