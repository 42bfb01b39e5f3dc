"""What the room's pages share: loading with the right refusal, and how fast one may post (`core.posting` has what all rooms share)."""

from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from core import posting
from core.posting import Gone, viewer_of
from core.viewer import Viewer
from qa import limits
from qa.models import NO_LONGER_THERE, Answer, Comment, Question


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


def may_post_now(form: forms.BaseForm, viewer: Viewer, what: str) -> bool:
    """Whether the author may post and isn't too fast at ``what`` (`limits.RATES`); otherwise the form says why."""
    return posting.may_post_now(form, viewer, partial(limits.count, what, viewer))


def back_to(question: Question, anchor: str = "") -> HttpResponse:
    return redirect(question.get_absolute_url() + (f"#{anchor}" if anchor else ""))
