"""Take back what one wrote, and undo that: a POST that redirects; with htmx the thread or the comments are drawn again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.posting import Gone, go_to, gone_page, is_htmx, say_if_held, sign_in_first, too_fast_text, viewer_of
from core.throttle import TooFast
from core.viewer import Viewer
from qa import limits
from qa.actions import retract as retracting
from qa.models import ANSWER, COMMENT, QUESTION, Answer, Comment, Question
from qa.selectors import post_on_page
from qa.views.common import back_to, load_answer, load_comment, load_question
from qa.views.reading import load_page, page_context

LOADERS: dict[str, Callable[[HttpRequest, int], Question | Answer | Comment]] = {
    QUESTION: load_question,
    ANSWER: load_answer,
    COMMENT: load_comment,
}


@require_POST
def retract(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    return _change(request, kind, object_id, retracting.retract)


@require_POST
def unretract(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    return _change(request, kind, object_id, retracting.unretract)


def _change(request: HttpRequest, kind: str, object_id: int, action: Callable[[str, int, Viewer], Any]) -> HttpResponse:
    try:
        loaded = LOADERS[kind](request, object_id)
    except Gone:
        return gone_page(request)
    question = loaded if isinstance(loaded, Question) else loaded.question
    if refused := sign_in_first(request, question.get_absolute_url()):
        return refused
    viewer = viewer_of(request)
    try:
        limits.count("edit", viewer)
    except TooFast as error:
        raise PermissionDenied(too_fast_text(error)) from error
    changed = action(kind, object_id, viewer)
    if is_htmx(request) and isinstance(loaded, Answer):
        return render(request, "qa/_thread.html", page_context(request, load_page(request, question.pk)))
    if is_htmx(request) and isinstance(loaded, Comment):
        under = loaded.answer or question
        anchor = under.anchor if isinstance(under, Answer) else "question"
        return render(request, "qa/_comments.html", {"on_page": post_on_page(under, viewer), "anchor": anchor})
    if action is retracting.retract:
        messages.success(request, _("You took it back. Others no longer see it."))
    else:
        say_if_held(request, changed, _("It is there again."))
    return go_to(request, question) if isinstance(loaded, Question) else back_to(question, loaded.anchor)
