"""Close a question, as a duplicate or for a reason, and open it again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record
from core.viewer import Viewer
from qa.actions.publish import locked_question, natural_state, touch
from qa.events import QuestionClosed, QuestionReopened
from qa.models import Question
from qa.permissions import may_close, may_reopen, may_say_duplicate


@transaction.atomic
def close(question: Question, by: Viewer, reason: str, duplicate_of: Question | None = None) -> Question:
    """No more answers. With ``duplicate_of``, readers are sent to that question (to its own original, if it is a duplicate itself).

    Raises:
        PermissionDenied: ``by`` is neither staff nor of trust level 4; nor is it the asker, who says that it is a duplicate.
        ValueError: a question would become its own duplicate.
    """
    current = locked_question(question.pk)
    if current.locked and may_close(by):
        return current
    if not (may_close(by) or (duplicate_of is not None and may_say_duplicate(by, current))):
        raise PermissionDenied(_("Only staff and trusted members close questions."))
    original = duplicate_of.duplicate_of or duplicate_of if duplicate_of else None
    if original is not None and original.pk == current.pk:
        raise ValueError("a question cannot be its own duplicate")
    state = Question.State.DUPLICATE if original else Question.State.CLOSED
    touch(current, state=state, closed_reason=reason[:300], closed_by_id=by.user_id, duplicate_of=original)
    record(QuestionClosed(current.pk, by.user_id))
    return current


@transaction.atomic
def reopen(question: Question, by: Viewer) -> Question:
    """
    Raises:
        PermissionDenied: ``by`` is neither staff nor of trust level 4, nor the asker who called it a duplicate.
    """
    current = locked_question(question.pk)
    if not may_reopen(by, current):
        raise PermissionDenied(_("Only staff and trusted members close questions."))
    if not current.locked:
        return current
    touch(current, state=natural_state(current), closed_reason="", closed_by_id=None, duplicate_of=None)
    record(QuestionReopened(current.pk, by.user_id))
    return current
