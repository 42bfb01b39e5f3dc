"""Ask a question."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.events import record
from core.events.content import ContentHeld
from core.uploads import tie
from core.viewer import Viewer
from core.writing import admit, render, rich_text
from qa.actions.follow import start_following
from qa.actions.publish import publish
from qa.actions.tag import put_tags
from qa.models import QUESTION, Draft, Question, Visibility
from qa.permissions import may_ask
from qa.writing import sent_before, slug_for, write_once


def ask_question(
    by: Viewer,
    *,
    title: str,
    body: str,
    lang: str,
    tags: Sequence[str] = (),
    journey: str = "",
    nonce: str = "",
    follow: bool = True,
) -> Question:
    """A new question, public or held for review; its author's draft is done with. The same ``nonce`` gives the same question.

    Raises:
        PermissionDenied: ``by`` may not post.
        Refused: admission refuses the text.
    """
    author_id = by.user_id
    if author_id is None or not may_ask(by):
        raise PermissionDenied(_("Confirm your e-mail address to ask."))
    if earlier := sent_before(Question, QUESTION, by, nonce):
        return earlier
    rendered = render(body, by)
    admitted = admit(QUESTION, rendered, by, lang=lang, title=title)

    def write() -> Question:
        question = Question.objects.create(
            title=title,
            slug=slug_for(title),
            lang=lang,
            author_id=author_id,
            visibility=Visibility.PENDING,
            published_at=None,
            **rich_text(rendered),
        )
        tie(QUESTION, question.pk, rendered.html, by=by)
        put_tags(question, tags)
        if follow:
            start_following(question, author_id)
        if admitted.held:
            record(ContentHeld(QUESTION, question.pk, question.author_id, admitted.reasons, journey))
        else:
            publish(question, journey=journey)
        Draft.objects.filter(person_id=author_id, question=None).delete()
        return question

    return write_once(Question, QUESTION, by, nonce, write)
