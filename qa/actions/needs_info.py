"""Ask the asker for details. What they then write (a comment, an edit, an answer) lifts it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record
from core.viewer import Viewer
from qa.actions.comment import comment
from qa.actions.publish import locked_question, natural_state, touch
from qa.events import InfoNeeded
from qa.models import Question
from qa.permissions import may_ask_for_info


@transaction.atomic
def needs_info(question: Question, by: Viewer, what: str = "") -> Question:
    """Mark the question, and say ``what`` is missing in a comment.

    Raises:
        PermissionDenied: the asker themselves, somebody new, or a question that is closed or solved.
        Refused: admission refuses the comment.
    """
    current = locked_question(question.pk)
    if not may_ask_for_info(by, current):
        raise PermissionDenied(_("You can't ask for details here."))
    if what.strip():
        comment(current, by, what)
    if current.state != Question.State.NEEDS_INFO:
        touch(current, state=Question.State.NEEDS_INFO)
        record(InfoNeeded(current.pk, by.user_id))
    return current


@transaction.atomic
def has_info(question: Question, by: Viewer) -> Question:
    """The details are there: the mark goes."""
    current = locked_question(question.pk)
    if not (may_ask_for_info(by, current) or by.user_id == current.author_id):
        raise PermissionDenied(_("You can't change this."))
    if current.state == Question.State.NEEDS_INFO:
        touch(current, state=natural_state(current))
    return current
