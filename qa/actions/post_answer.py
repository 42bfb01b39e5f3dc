"""Answer a question."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.events import record
from core.events.content import ContentHeld
from core.uploads import tie
from core.viewer import Viewer
from core.writing import Admitted, admit, render, rich_text
from qa.actions.publish import publish
from qa.models import ANSWER, Answer, Draft, Question, Visibility
from qa.permissions import may_answer
from qa.writing import sent_before, write_once


def post_answer(
    question: Question,
    by: Viewer,
    source: str,
    origin: str = Answer.Origin.MEMBER,
    admitted: bool = False,
    nonce: str = "",
) -> Answer:
    """A new answer, public or held for review. ``admitted`` skips admission (a public reply that an agent wrote in the CRM).

    Raises:
        PermissionDenied: ``by`` may not answer this question.
        Refused: admission refuses the text.
    """
    if earlier := sent_before(Answer, ANSWER, by, nonce):
        return earlier
    if not may_answer(by, question):
        raise PermissionDenied(_("You can't answer this question."))
    rendered = render(source, by)
    verdict = Admitted(Visibility.PUBLIC) if admitted else admit(ANSWER, rendered, by, lang=question.lang)

    def write() -> Answer:
        answer = Answer.objects.create(
            question=question,
            author_id=by.user_id,
            origin=origin,
            visibility=Visibility.PENDING,
            published_at=None,
            **rich_text(rendered),
        )
        tie(ANSWER, answer.pk, rendered.html, by=by)
        if verdict.held:
            record(ContentHeld(ANSWER, answer.pk, answer.author_id, verdict.reasons))
        else:
            publish(answer)
        Draft.objects.filter(person_id=by.user_id, question=question).delete()
        return answer

    return write_once(Answer, ANSWER, by, nonce, write)
