"""Accept an answer, and take that back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.events import record
from core.text import clean_line
from core.viewer import Viewer
from qa.actions.publish import locked_question, natural_state, touch
from qa.events import AcceptanceWithdrawn, AnswerAccepted
from qa.models import REASON_MAX, Answer, Question
from qa.permissions import may_accept, must_say_why


class ReasonNeeded(ValueError):
    """Whoever accepts in the asker's place says why."""


@transaction.atomic
def accept_answer(answer: Answer, by: Viewer, reason: str = "") -> Question:
    """Make ``answer`` its question's one accepted answer.

    Accepting the accepted answer changes nothing; accepting another one withdraws the first. ``reason`` is shown beside who accepted.

    Raises:
        PermissionDenied: ``by`` is neither the asker, nor staff, nor of trust level 4; or the answer isn't public.
        ReasonNeeded: ``by`` isn't the asker and gives no reason.
    """
    question = _locked(answer, by)
    if question.accepted_id == answer.pk:
        return question
    answer.refresh_from_db(fields=["visibility"])  # it may have been taken from sight while this waited for the lock
    if not answer.is_public:
        raise PermissionDenied(_("Only a public answer can be accepted."))
    reason = clean_line(reason)[:REASON_MAX]
    if must_say_why(by, question) and not reason:
        raise ReasonNeeded
    if question.accepted_id:
        record(AcceptanceWithdrawn(question.accepted_id, question.pk, by.user_id))
    state = question.state if question.locked else Question.State.SOLVED
    who_and_why = {"accepted_by_id": by.user_id, "accepted_reason": reason}
    touch(question, accepted=answer, accepted_at=timezone.now(), state=state, **who_and_why)
    record(AnswerAccepted(answer.pk, question.pk, by.user_id))
    return question


@transaction.atomic
def withdraw_acceptance(answer: Answer, by: Viewer) -> Question:
    """Take the acceptance of ``answer`` back; the question waits for answers again. Nothing happens if it wasn't accepted."""
    question = _locked(answer, by)
    if question.accepted_id == answer.pk:
        take_back(question, by)
    return question


def take_back(question: Question, by: Viewer) -> None:
    """Withdraw the acceptance of a locked question, if it has one."""
    accepted_id = question.accepted_id
    if accepted_id is None:
        return
    question.accepted = None
    state = question.state if question.locked else natural_state(question)
    touch(question, accepted=None, accepted_at=None, accepted_by_id=None, accepted_reason="", state=state)
    record(AcceptanceWithdrawn(accepted_id, question.pk, by.user_id))


def _locked(answer: Answer, by: Viewer) -> Question:
    question = locked_question(answer.question_id)
    if not may_accept(by, question):
        raise PermissionDenied(_("Only the person who asked, staff and trusted members accept an answer."))
    return question
