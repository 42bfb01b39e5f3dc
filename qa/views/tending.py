"""Follow, close, ask for details, "not solved": what people do with a question beside answering it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import asked_before
from core.posting import UNPROCESSABLE, Gone, add_refusal, gone_page, is_htmx, sign_in_first, viewer_of
from core.writing import Refused
from qa import permissions
from qa.actions.close import close, reopen
from qa.actions.follow import follow, unfollow
from qa.actions.needs_info import has_info, needs_info
from qa.actions.not_solved import not_solved
from qa.forms import CloseForm, NeedsInfoForm
from qa.models import QUESTION, Question
from qa.views.common import back_to, load_question, may_post_now


@require_POST
def follow_question(request: HttpRequest, question_id: int) -> HttpResponse:
    """``following=0`` stops it."""
    try:
        question = load_question(request, question_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, question.get_absolute_url()):
        return refused
    following = request.POST.get("following") != "0"
    (follow if following else unfollow)(question, viewer_of(request))
    if is_htmx(request):
        return render(request, "qa/_follow.html", {"question": question, "following": following})
    return back_to(question)


def close_question(request: HttpRequest, question_id: int) -> HttpResponse:
    try:
        question = load_question(request, question_id)
    except Gone:
        return gone_page(request)
    if not permissions.may_close(viewer_of(request)):
        raise PermissionDenied
    form = CloseForm(request.POST or None, initial={"duplicate_of": request.GET.get("duplicate_of", "")[:20]})
    if request.method == "POST" and form.is_valid():
        try:
            close(question, viewer_of(request), form.cleaned_data["reason"], _original(request, form))
        except (ValueError, Question.DoesNotExist):
            form.add_error("duplicate_of", _("Choose another question that is still there."))
        else:
            messages.success(request, _("The question is closed."))
            return back_to(question)
    context = {"form": form, "question": question, "heading": _("Close this question"), "submit": _("Close")}
    return render(request, "qa/act.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def say_same(request: HttpRequest, question_id: int) -> HttpResponse:
    """``of``: the number of the question that asks the same; empty: none does, and the asker isn't asked again."""
    try:
        question = load_question(request, question_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, question.get_absolute_url()):
        return refused
    number = request.POST.get("of", "")
    if not number:
        asked_before.decline(request, f"{QUESTION}:{question.pk}")
    elif number.isascii() and number.isdecimal() and len(number) < 19:
        original = get_object_or_404(Question.objects.visible_to(viewer_of(request)).listed().select_related("duplicate_of"), pk=number)
        try:
            close(question, viewer_of(request), "", original)
        except ValueError:
            raise Http404 from None
        messages.success(request, _("Thanks. Whoever reads yours now finds the other one."))
    return back_to(question)


@require_POST
def reopen_question(request: HttpRequest, question_id: int) -> HttpResponse:
    return _simply(request, question_id, reopen, _("The question is open again."))


@require_POST
def info_given(request: HttpRequest, question_id: int) -> HttpResponse:
    return _simply(request, question_id, has_info, _("The question no longer waits for details."))


@require_POST
def say_not_solved(request: HttpRequest, question_id: int) -> HttpResponse:
    return _simply(request, question_id, not_solved, _("Thanks for telling us. Others see now that you still need help."))


def ask_for_info(request: HttpRequest, question_id: int) -> HttpResponse:
    try:
        question = load_question(request, question_id)
    except Gone:
        return gone_page(request)
    viewer = viewer_of(request)
    if not permissions.may_ask_for_info(viewer, question):
        raise PermissionDenied
    form = NeedsInfoForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and may_post_now(form, viewer, "comment"):
        try:
            needs_info(question, viewer, form.cleaned_data["what"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The person who asked is told."))
            return back_to(question)
    context = {"form": form, "question": question, "heading": _("Ask for details"), "submit": _("Send")}
    return render(request, "qa/act.html", context, status=UNPROCESSABLE if form.errors else 200)


def _original(request: HttpRequest, form: CloseForm) -> Question | None:
    number = form.cleaned_data["duplicate_of"]
    return Question.objects.visible_to(viewer_of(request)).select_related("duplicate_of").get(pk=number) if number else None


def _simply(request: HttpRequest, question_id: int, action: Callable, done: str) -> HttpResponse:
    try:
        question = load_question(request, question_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, question.get_absolute_url()):
        return refused
    action(question, viewer_of(request))
    messages.success(request, done)
    return back_to(question)
