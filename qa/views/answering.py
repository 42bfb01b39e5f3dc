"""Answer, comment, vote, accept: each a POST that redirects, and with htmx the part of the page that changed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.posting import UNPROCESSABLE, Gone, add_refusal, go_to, gone_page, is_htmx, say_if_held, sign_in_first, too_fast_text, viewer_of
from core.throttle import TooFast
from core.writing import Refused
from qa import limits, permissions
from qa.actions.accept_answer import accept_answer, withdraw_acceptance
from qa.actions.comment import comment
from qa.actions.post_answer import post_answer
from qa.actions.save_draft import save_draft
from qa.actions.vote import vote
from qa.forms import AcceptForm, AnswerForm, CommentForm
from qa.models import Answer, Question
from qa.selectors import post_on_page
from qa.views.asking import preview_of
from qa.views.common import back_to, load_answer, load_question, may_post_now
from qa.views.reading import kept_answer, load_page, page_context


@require_POST
def answer(request: HttpRequest, question_id: int) -> HttpResponse:
    try:
        question = load_question(request, question_id)
    except Gone:
        return gone_page(request)
    viewer = viewer_of(request)
    if "preview" in request.POST:
        form = AnswerForm(initial={"body": request.POST.get("body", ""), "nonce": request.POST.get("nonce", "")})
        shown = {"form": form, "preview_html": preview_of(request, request.POST.get("body", ""))}
        return render(request, "qa/question.html", page_context(request, load_page(request, question_id)) | shown)
    if viewer.is_guest:
        request.session[kept_answer(question_id)] = request.POST.get("body", "")
        return sign_in_first(request, question.get_absolute_url()) or back_to(question)
    if "draft" in request.POST:
        save_draft(viewer, question, body=request.POST.get("body", ""))
        messages.success(request, _("Your draft is saved. You find it here when you come back."))
        return back_to(question, "answer")
    form = AnswerForm(request.POST)
    if form.is_valid() and may_post_now(form, viewer, "answer"):
        try:
            posted = post_answer(question, viewer, form.cleaned_data["body"], nonce=form.cleaned_data["nonce"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            request.session.pop(kept_answer(question_id), None)
            say_if_held(request, posted, _("Your answer is published. Thank you."))
            return back_to(question, f"answer-{posted.pk}")
    page = load_page(request, question_id)
    return render(request, "qa/question.html", page_context(request, page) | {"form": form}, status=UNPROCESSABLE)


@require_POST
def comment_on_question(request: HttpRequest, question_id: int) -> HttpResponse:
    try:
        return _comment(request, load_question(request, question_id))
    except Gone:
        return gone_page(request)


@require_POST
def comment_on_answer(request: HttpRequest, answer_id: int) -> HttpResponse:
    try:
        return _comment(request, load_answer(request, answer_id))
    except Gone:
        return gone_page(request)


@require_POST
def vote_on_question(request: HttpRequest, question_id: int) -> HttpResponse:
    try:
        return _vote(request, load_question(request, question_id))
    except Gone:
        return gone_page(request)


@require_POST
def vote_on_answer(request: HttpRequest, answer_id: int) -> HttpResponse:
    try:
        return _vote(request, load_answer(request, answer_id))
    except Gone:
        return gone_page(request)


def accept(request: HttpRequest, answer_id: int) -> HttpResponse:
    """The asker's button does it; others get a form that asks why: a page of its own, or with htmx in place of the button."""
    try:
        judged = load_answer(request, answer_id)
    except Gone:
        return gone_page(request)
    question, viewer = judged.question, viewer_of(request)
    if refused := sign_in_first(request, question.get_absolute_url()):
        return refused
    if not permissions.may_accept(viewer, question):
        raise PermissionDenied
    if not permissions.must_say_why(viewer, question):
        return _accepted(request, accept_answer(judged, viewer), judged) if request.method == "POST" else back_to(question, judged.anchor)
    form = AcceptForm(request.POST if request.method == "POST" else None, auto_id=f"accept_{judged.pk}_%s")
    if request.method == "POST" and form.is_valid():
        return _accepted(request, accept_answer(judged, viewer, form.cleaned_data["reason"]), judged)
    context = {"form": form, "question": question, "answer": judged, "heading": _("Accept this answer"), "submit": _("Accept")}
    if is_htmx(request):
        drawn = render(request, "qa/_accept_form.html", context)
        drawn["HX-Retarget"], drawn["HX-Reswap"] = f"#accept-{judged.pk}", "outerHTML"
        return drawn
    return render(request, "qa/act.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, answer_id: int) -> HttpResponse:
    try:
        judged = load_answer(request, answer_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, judged.question.get_absolute_url()):
        return refused
    return _accepted(request, withdraw_acceptance(judged, viewer_of(request)), judged)


def _accepted(request: HttpRequest, question: Question, judged: Answer) -> HttpResponse:
    """The thread again, with its accepted answer or without."""
    if is_htmx(request):
        return render(request, "qa/_thread.html", page_context(request, load_page(request, question.pk)))
    return back_to(question, judged.anchor)


def _comment(request: HttpRequest, on: Question | Answer) -> HttpResponse:
    question, anchor = _place(on)
    if refused := sign_in_first(request, f"{question.get_absolute_url()}#{anchor}"):
        return refused
    viewer, form = viewer_of(request), CommentForm(request.POST)
    if form.is_valid() and may_post_now(form, viewer, "comment"):
        try:
            written = comment(on, viewer, form.cleaned_data["body"], nonce=form.cleaned_data["nonce"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            if is_htmx(request):
                return render(request, "qa/_comments.html", {"on_page": post_on_page(on, viewer), "anchor": anchor})
            say_if_held(request, written, _("Your comment is published."))
            return back_to(question, f"comment-{written.pk}")
    context = {"form": form, "question": question, "excerpt_of": on, "action": request.path}
    if is_htmx(request):
        context |= {"on_page": post_on_page(on, viewer), "anchor": anchor}
        return render(request, "qa/_comments.html", context)
    return render(request, "qa/comment.html", context, status=UNPROCESSABLE)


def _vote(request: HttpRequest, on: Question | Answer) -> HttpResponse:
    question, anchor = _place(on)
    if refused := sign_in_first(request, f"{question.get_absolute_url()}#{anchor}"):
        return refused
    value = request.POST.get("value", "")
    if value not in ("-1", "0", "1"):
        return HttpResponseBadRequest()
    viewer = viewer_of(request)
    try:
        limits.count("vote", viewer)
    except TooFast as error:
        raise PermissionDenied(too_fast_text(error)) from error
    vote(on, viewer, int(value))
    if is_htmx(request):
        return render(request, "qa/_vote.html", {"on_page": post_on_page(on, viewer)})
    return go_to(request, question, anchor)


def _place(on: Question | Answer) -> tuple[Question, str]:
    return (on, "question") if isinstance(on, Question) else (on.question, f"answer-{on.pk}")
