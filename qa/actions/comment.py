"""Comment on a question or an answer."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.events import record
from core.events.content import ContentHeld
from core.uploads import tie
from core.viewer import Viewer
from core.writing import admit, render, rich_text
from qa.actions.publish import publish
from qa.models import COMMENT, Answer, Comment, Question, Visibility
from qa.permissions import may_comment
from qa.writing import sent_before, write_once


def comment(on: Question | Answer, by: Viewer, source: str, nonce: str = "") -> Comment:
    """A new comment, public or held for review.

    Raises:
        PermissionDenied: ``by`` may not comment there.
        Refused: admission refuses the text.
    """
    if earlier := sent_before(Comment, COMMENT, by, nonce):
        return earlier
    if not may_comment(by, on):
        raise PermissionDenied(_("You can't comment on this."))
    answer = on if isinstance(on, Answer) else None
    question = answer.question if answer else on
    rendered = render(source, by)
    verdict = admit(COMMENT, rendered, by, lang=question.lang)

    def write() -> Comment:
        written = Comment.objects.create(
            question_id=question.pk,
            answer=answer,
            author_id=by.user_id,
            visibility=Visibility.PENDING,
            published_at=None,
            **rich_text(rendered),
        )
        tie(COMMENT, written.pk, rendered.html, by=by)
        if verdict.held:
            record(ContentHeld(COMMENT, written.pk, written.author_id, verdict.reasons))
        else:
            publish(written)
        return written

    return write_once(Comment, COMMENT, by, nonce, write)
