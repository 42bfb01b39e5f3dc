"""What the pages share: loading with the right refusal, who must sign in first, and errors of actions as errors of forms."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.viewer import Viewer
from qa import limits
from qa.models import NO_LONGER_THERE, Answer, Comment, Question
from qa.writing import Refused

UNPROCESSABLE = 422


class Gone(Exception):
    """It was taken down, or back: the page says so with 410."""


def viewer_of(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined]


def load_question(request: HttpRequest, question_id: int) -> Question:
    """The question, if this viewer may see it.

    Raises:
        Gone: it was taken down, or back by its author.
        Http404: there is none, or it is held.
    """
    try:
        return Question.objects.visible_to(viewer_of(request)).get(pk=question_id)
    except Question.DoesNotExist:
        raise missing(Question.objects.filter(pk=question_id)) from None


def load_answer(request: HttpRequest, answer_id: int) -> Answer:
    """The answer with its question; raises as `load_question`."""
    try:
        return Answer.objects.visible_to(viewer_of(request)).select_related("question").get(pk=answer_id)
    except Answer.DoesNotExist:
        raise missing(Answer.objects.filter(pk=answer_id)) from None


def load_comment(request: HttpRequest, comment_id: int) -> Comment:
    """The comment with its thread; raises as `load_question`."""
    try:
        return Comment.objects.visible_to(viewer_of(request)).select_related("question", "answer").get(pk=comment_id)
    except Comment.DoesNotExist:
        raise missing(Comment.objects.filter(pk=comment_id)) from None


def missing(rows: QuerySet[Any]) -> Gone | Http404:
    return Gone() if rows.filter(visibility__in=NO_LONGER_THERE).exists() else Http404()


def gone_page(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/410.html", status=410)


def is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def go_to(request: HttpRequest, to: Any, anchor: str = "") -> HttpResponse:
    """A redirect that htmx follows as a whole page, too."""
    address = resolve_url(to) + (f"#{anchor}" if anchor else "")
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def sign_in_first(request: HttpRequest, then: str) -> HttpResponse | None:
    """Where a guest goes who wants to do something; None for people who are signed in."""
    if not viewer_of(request).is_guest:
        return None
    messages.info(request, _("Sign in to go on."))
    return go_to(request, f"{reverse('account_login')}?{urlencode({'next': then})}")


def add_refusal(form: forms.BaseForm, refusal: Refused) -> None:
    """Admission's reasons, in the author's language, above the form."""
    told = [reason.message for reason in refusal.reasons if reason.message]
    for message in told or [_("This text can't be published here. What you wrote is kept below.")]:
        form.add_error(None, str(message))


def too_fast_text(error: limits.TooFast) -> str:
    minutes = max(error.retry_after // 60, 1)
    text = ngettext(
        "That was a lot in a short time. Try again in %(minutes)d minute: what you wrote is kept.",
        "That was a lot in a short time. Try again in %(minutes)d minutes: what you wrote is kept.",
        minutes,
    )
    return text % {"minutes": minutes}


def may_post_now(form: forms.BaseForm, viewer: Viewer, what: str) -> bool:
    """Whether the author may post and isn't too fast; otherwise the form says why."""
    if not viewer.may_post:
        form.add_error(None, _("You can't post yet: confirm your e-mail address first. What you wrote is kept."))
        return False
    try:
        limits.count(what, viewer)
    except limits.TooFast as error:
        form.add_error(None, too_fast_text(error))
        return False
    return True


def say_if_held(request: HttpRequest, post: Any, published: str) -> None:
    """Tell the author how it went."""
    if post.is_public:
        messages.success(request, published)
    else:
        messages.warning(request, _("It waits for a moderator, who will look at it soon. Until then only you see it."))


def back_to(question: Question, anchor: str = "") -> HttpResponse:
    return redirect(question.get_absolute_url() + (f"#{anchor}" if anchor else ""))
