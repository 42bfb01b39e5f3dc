"""Edit a text, see its versions and what changed between them, go back to one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.diff import editable
from core.posting import UNPROCESSABLE, Gone, add_refusal, gone_page, say_if_held, sign_in_first, viewer_of
from core.writing import Refused
from qa import permissions
from qa.actions import edit as editing
from qa.diff import version_changes
from qa.forms import CommentForm, EditForm, EditQuestionForm
from qa.models import ANSWER, QUESTION, Answer, Question, Revision
from qa.selectors import versions
from qa.views.common import back_to, load_answer, load_comment, load_question, may_post_now


def edit_question(request: HttpRequest, question_id: int) -> HttpResponse:
    try:
        question = load_question(request, question_id)
    except Gone:
        return gone_page(request)
    start = {
        "title": question.title,
        "body": editable(question.body_source, question.body_format),
        "tags": ", ".join(question.tags.order_by("name").values_list("name", flat=True)),
        "seen": question.edits,
    }
    form = EditQuestionForm(request.POST) if request.method == "POST" else EditQuestionForm(initial=start)
    return _edit(request, question, question, form)


def edit_answer(request: HttpRequest, answer_id: int) -> HttpResponse:
    try:
        answer = load_answer(request, answer_id)
    except Gone:
        return gone_page(request)
    start = {"body": editable(answer.body_source, answer.body_format), "seen": answer.edits}
    form = EditForm(request.POST) if request.method == "POST" else EditForm(initial=start)
    return _edit(request, answer, answer.question, form)


def edit_comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """For its author and staff: a comment is theirs alone, so trusted members leave it be."""
    try:
        comment = load_comment(request, comment_id)
    except Gone:
        return gone_page(request)
    if refused := sign_in_first(request, request.path):
        return refused
    viewer = viewer_of(request)
    if not permissions.may_edit(viewer, comment):
        raise PermissionDenied
    start = {"body": editable(comment.body_source, comment.body_format)}
    form = CommentForm(request.POST) if request.method == "POST" else CommentForm(initial=start)
    if request.method == "POST" and form.is_valid() and may_post_now(form, viewer, "edit"):
        try:
            edited = editing.edit_comment(comment, viewer, body=form.cleaned_data["body"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            say_if_held(request, edited, _("Your changes are saved."))
            return back_to(comment.question, f"comment-{comment.pk}")
    context = {"form": form, "question": comment.question, "action": request.path}
    return render(request, "qa/comment.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def question_versions(request: HttpRequest, question_id: int) -> HttpResponse:
    try:
        question = load_question(request, question_id)
    except Gone:
        return gone_page(request)
    return _versions(request, question, question, QUESTION)


@require_safe
def answer_versions(request: HttpRequest, answer_id: int) -> HttpResponse:
    try:
        answer = load_answer(request, answer_id)
    except Gone:
        return gone_page(request)
    return _versions(request, answer, answer.question, ANSWER)


@require_POST
def restore_question(request: HttpRequest, question_id: int, number: int) -> HttpResponse:
    try:
        question = load_question(request, question_id)
    except Gone:
        return gone_page(request)
    return _restore(request, question, question, number)


@require_POST
def restore_answer(request: HttpRequest, answer_id: int, number: int) -> HttpResponse:
    try:
        answer = load_answer(request, answer_id)
    except Gone:
        return gone_page(request)
    return _restore(request, answer, answer.question, number)


def _edit(request: HttpRequest, post: Question | Answer, question: Question, form: EditForm) -> HttpResponse:
    if refused := sign_in_first(request, request.path):
        return refused
    viewer = viewer_of(request)
    if not permissions.may_edit(viewer, post):
        raise PermissionDenied
    if request.method == "POST" and form.is_valid() and may_post_now(form, viewer, "edit"):
        try:
            edited = _save(post, form, viewer)
        except Refused as refusal:
            add_refusal(form, refusal)
        except editing.Stale:
            form.add_error(None, _("Somebody else changed this text meanwhile. Compare with their version below, then save again."))
            now = type(post)._default_manager.values_list("edits", flat=True).get(pk=post.pk)
            form.data = {**request.POST.dict(), "seen": str(now)}  # the next try is made against what is there now
        else:
            say_if_held(request, edited, _("Your changes are saved."))
            anchor = f"answer-{post.pk}" if isinstance(post, Answer) else ""
            return back_to(edited if isinstance(edited, Question) else question, anchor)
    if isinstance(post, Question):
        heading, history = _("Edit the question"), reverse("qa:question_versions", args=[post.pk])
    else:
        heading, history = _("Edit the answer"), reverse("qa:answer_versions", args=[post.pk])
    context = {"form": form, "question": question, "post": post, "heading": heading, "history": history}
    return render(request, "qa/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


def _save(post: Question | Answer, form: EditForm, viewer: Any) -> Question | Answer:
    new = form.cleaned_data
    if isinstance(post, Question):
        given = {name: new[name] for name in ("title", "body", "tags", "note")}
        return editing.edit_question(post, viewer, seen_edits=new["seen"], **given)
    return editing.edit_answer(post, viewer, body=new["body"], note=new["note"], seen_edits=new["seen"])


def _versions(request: HttpRequest, post: Question | Answer, question: Question, kind: str) -> HttpResponse:
    changes = version_changes(versions(kind, post.pk))
    context = {
        "question": question,
        "post": post,
        "changes": changes,
        "author_ids": {change.revision.by_id for change in changes},
        "may_edit": permissions.may_edit(viewer_of(request), post),
        "restore": "qa:restore_question" if kind == QUESTION else "qa:restore_answer",
    }
    return render(request, "qa/versions.html", context)


def _restore(request: HttpRequest, post: Question | Answer, question: Question, number: int) -> HttpResponse:
    if refused := sign_in_first(request, question.get_absolute_url()):
        return refused
    try:
        restored = editing.revert(post, viewer_of(request), number, _("Back to version %(number)d") % {"number": number})
    except Revision.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(next((reason.message for reason in refusal.reasons), "")) or _("This text can't be published here."))
        return back_to(question)
    say_if_held(request, restored, _("Version %(number)d is the current text again.") % {"number": number})
    return back_to(restored if isinstance(restored, Question) else question)
