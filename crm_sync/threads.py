"""The fence to threads: what a case does in the thread that it came from, for each kind of thread that can become a case."""

from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.translation import gettext as _

from core.content import content
from core.viewer import HOUSE, Viewer
from qa.actions.accept_answer import accept_answer
from qa.actions.post_answer import post_answer
from qa.models import Answer, Question

QUESTION = "qa.question"
KINDS = frozenset({QUESTION})


def thread_of(kind: str, id: int) -> tuple[str, int] | None:
    """The thread that this content belongs to, when such a thread can become a case."""
    if kind not in content:
        return None
    thread = content[kind].thread(id)
    return thread if thread[0] in KINDS else None


def post_public_reply(thread_id: int, by: Viewer, source: str, nonce: str) -> int | None:
    """The agent's answer that a public reply becomes; None when the thread takes none (hidden, held)."""
    question = Question.objects.visible_to(HOUSE).filter(pk=thread_id).first()
    if question is None:
        return None
    try:
        return post_answer(question, by, source, origin=Answer.Origin.AGENT, admitted=True, nonce=nonce).pk
    except PermissionDenied:
        return None


def accept_reply(answer_id: int, by: Viewer) -> bool:
    """Accept the agent's answer, unless the asker chose one already or the thread takes no acceptance."""
    answer = Answer.objects.select_related("question").filter(pk=answer_id).first()
    if answer is None or answer.question.accepted_id is not None:
        return False
    try:
        with translation.override(answer.question.lang):
            accept_answer(answer, by, _("Support solved the case with this answer."))
    except PermissionDenied:
        return False
    return True
