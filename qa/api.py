"""Questions, answers, acceptance and votes as resources. The rules of the forms hold here, too."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

import qa.converters  # noqa: F401 - registers <row:…>
from core.api import CursorPage, HasScope, IdempotentPostMixin, ProblemError
from core.ports import person_facts
from core.throttle import TooFast
from core.viewer import Viewer
from core.writing import Refused
from qa import limits
from qa.actions.accept_answer import ReasonNeeded, accept_answer, withdraw_acceptance
from qa.actions.ask_question import ask_question
from qa.actions.hide import MODELS
from qa.actions.post_answer import post_answer
from qa.actions.retract import retract, unretract
from qa.actions.vote import vote
from qa.content import tags_by_name
from qa.forms import AnswerForm, AskForm
from qa.models import ANSWER, BODY_MAX, NO_LONGER_THERE, QUESTION, REASON_MAX, TAGS_MAX, TITLE_MAX, Answer, Question

WRITING = HasScope("write:qa")
LIST_STATES = Question.State.values


class QuestionIn(serializers.Serializer):
    title = serializers.CharField(max_length=TITLE_MAX)
    body = serializers.CharField(max_length=BODY_MAX, help_text="Markdown.")
    tags = serializers.ListField(child=serializers.CharField(max_length=50), max_length=TAGS_MAX, required=False, default=list)
    lang = serializers.ChoiceField(choices=settings.LANGUAGES, required=False, help_text="Your own language by default.")
    journey = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)


class AnswerIn(serializers.Serializer):
    body = serializers.CharField(max_length=BODY_MAX, help_text="Markdown.")


class AcceptIn(serializers.Serializer):
    reason = serializers.CharField(
        max_length=REASON_MAX,
        required=False,
        default="",
        allow_blank=True,
        help_text="From whoever isn't the asker; readers see it.",
    )


class VoteIn(serializers.Serializer):
    kind = serializers.ChoiceField(choices=[QUESTION, ANSWER])
    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    value = serializers.ChoiceField(choices=[1, 0, -1])


class PostedOut(serializers.Serializer):
    """``state`` is "pending" while a moderator has yet to look at it."""

    id = serializers.IntegerField()
    key = serializers.CharField()
    url = serializers.CharField()
    state = serializers.CharField()


class RetractedOut(serializers.Serializer):
    """``state`` is "retracted", or what it is again: "public" or "pending"."""

    key = serializers.CharField()
    state = serializers.CharField()


class ScoreOut(serializers.Serializer):
    score = serializers.IntegerField()


class AcceptedOut(serializers.Serializer):
    question = serializers.IntegerField()
    accepted = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()


class AuthorOut(serializers.Serializer):
    username = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()
    points = serializers.IntegerField(required=False)
    rank = serializers.CharField(required=False)


class QuestionOut(serializers.Serializer):
    id = serializers.IntegerField()
    key = serializers.CharField()
    url = serializers.CharField()
    title = serializers.CharField()
    body_html = serializers.CharField()
    lang = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    state = serializers.CharField()
    solved = serializers.BooleanField()
    accepted = serializers.IntegerField(allow_null=True)
    accepted_reason = serializers.CharField()
    score = serializers.IntegerField()
    answer_count = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    activity_at = serializers.DateTimeField()
    author = AuthorOut(allow_null=True)


class AnswerOut(serializers.Serializer):
    id = serializers.IntegerField()
    key = serializers.CharField()
    url = serializers.CharField()
    question = serializers.IntegerField()
    body_html = serializers.CharField()
    state = serializers.CharField()
    accepted = serializers.BooleanField()
    score = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    author = AuthorOut(allow_null=True)


class Questions(IdempotentPostMixin, generics.GenericAPIView):
    permission_classes = [WRITING]
    pagination_class = CursorPage
    serializer_class = QuestionOut
    queryset = Question.objects.none()
    ordering = ("-created_at", "-id")

    @extend_schema(
        operation_id="questions_list",
        parameters=[
            OpenApiParameter("tag", description="Slug of a tag."),
            OpenApiParameter("lang"),
            OpenApiParameter("state", enum=LIST_STATES),
        ],
        responses=QuestionOut(many=True),
    )
    def get(self, request: Request) -> Response:
        """Public questions, newest first."""
        query, questions = request.query_params, Question.objects.listed()
        if tag := query.get("tag", "").replace("\x00", ""):
            questions = questions.filter(tags__slug=tag[:60])
        if lang := query.get("lang", "").replace("\x00", ""):
            questions = questions.filter(lang=lang[:10])
        if state := query.get("state"):
            if state not in LIST_STATES:
                raise exceptions.ValidationError({"state": [f"{', '.join(LIST_STATES)}"]})
            questions = questions.filter(state=state)
        page = self.paginate_queryset(questions.prefetch_related(tags_by_name())) or []
        return self.get_paginated_response(QuestionOut(_questions(page), many=True).data)

    @extend_schema(operation_id="questions_ask", request=QuestionIn, responses={201: PostedOut})
    def post(self, request: Request) -> Response:
        """Ask. What is held for review answers ``state: "pending"``."""
        given = _valid(QuestionIn, request)
        form = AskForm({**given, "lang": given.get("lang") or request.viewer.language, "tags": ",".join(given["tags"])})
        asked = _checked(form)
        _may_post(request, "ask")
        try:
            question = ask_question(
                request.viewer, title=asked["title"], body=asked["body"], lang=asked["lang"], tags=asked["tags"], journey=asked["journey"]
            )
        except Refused as refusal:
            raise _refused(refusal) from refusal
        return Response(_posted(QUESTION, question, question.get_absolute_url()), status=201)


class OneQuestion(APIView):
    permission_classes = [HasScope("write:qa")]

    @extend_schema(operation_id="questions_read", responses=QuestionOut)
    def get(self, request: Request, question_id: int) -> Response:
        return Response(QuestionOut(_questions([_question(request, question_id)])[0]).data)


class Answers(IdempotentPostMixin, generics.GenericAPIView):
    permission_classes = [WRITING]
    pagination_class = CursorPage
    serializer_class = AnswerOut
    queryset = Answer.objects.none()
    ordering = ("-score", "id")

    @extend_schema(operation_id="answers_list", responses=AnswerOut(many=True))
    def get(self, request: Request, question_id: int) -> Response:
        """The answers to a question, most votes first."""
        question = _question(request, question_id)
        page = self.paginate_queryset(question.answers.visible_to(request.viewer)) or []
        return self.get_paginated_response(AnswerOut(_answers(question, page), many=True).data)

    @extend_schema(operation_id="answers_post", request=AnswerIn, responses={201: PostedOut})
    def post(self, request: Request, question_id: int) -> Response:
        """Answer a question. What is held for review answers ``state: "pending"``."""
        question = _question(request, question_id)
        body = _checked(AnswerForm(_valid(AnswerIn, request)))["body"]
        _may_post(request, "answer")
        try:
            answer = post_answer(question, request.viewer, body)
        except Refused as refusal:
            raise _refused(refusal) from refusal
        return Response(_posted(ANSWER, answer, f"{question.get_absolute_url()}#{answer.anchor}"), status=201)


class Acceptance(APIView):
    permission_classes = [WRITING]

    @extend_schema(operation_id="answers_accept", request=AcceptIn, responses=AcceptedOut)
    def post(self, request: Request, answer_id: int) -> Response:
        """Make it the question's accepted answer: the asker; or staff and trust level 4, who say why."""
        answer, reason = _answer(request, answer_id), _valid(AcceptIn, request)["reason"]
        try:
            return _accepted(accept_answer(answer, request.viewer, reason))
        except ReasonNeeded as error:
            raise exceptions.ValidationError({"reason": [_("Say why you accept this answer.")]}, "required") from error

    @extend_schema(operation_id="answers_withdraw", request=None, responses=AcceptedOut)
    def delete(self, request: Request, answer_id: int) -> Response:
        """Take the acceptance back."""
        return _accepted(withdraw_acceptance(_answer(request, answer_id), request.viewer))


class Retraction(APIView):
    """Of a question, an answer or a comment, by its author. ``kind`` is qa.question, qa.answer or qa.comment."""

    permission_classes = [WRITING]

    @extend_schema(operation_id="retractions_make", request=None, responses=RetractedOut)
    def post(self, request: Request, kind: str, object_id: int) -> Response:
        """Take back what you wrote: not a question that others have answered, nor an accepted answer."""
        return self._change(request, kind, object_id, retract)

    @extend_schema(operation_id="retractions_undo", responses=RetractedOut)
    def delete(self, request: Request, kind: str, object_id: int) -> Response:
        """Bring it back, as it was before."""
        return self._change(request, kind, object_id, unretract)

    def _change(self, request: Request, kind: str, object_id: int, action: Callable[[str, int, Viewer], Any]) -> Response:
        if kind not in MODELS:
            raise Http404
        _visible(MODELS[kind].objects.visible_to(request.viewer), object_id)
        _count(request, "edit")
        return Response({"key": f"{kind}:{object_id}", "state": str(action(kind, object_id, request.viewer).visibility)})


class Votes(IdempotentPostMixin, APIView):
    permission_classes = [WRITING]

    @extend_schema(operation_id="votes_cast", request=VoteIn, responses=ScoreOut)
    def post(self, request: Request) -> Response:
        """Your one vote on a question or an answer; 0 takes it back."""
        cast = _valid(VoteIn, request)
        on = _question(request, cast["id"]) if cast["kind"] == QUESTION else _answer(request, cast["id"])
        _may_post(request, "vote")
        return Response({"score": vote(on, request.viewer, cast["value"])})


def _valid(shape: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return given.validated_data


def _checked(form: Any) -> dict[str, Any]:
    if form.is_valid():
        return form.cleaned_data
    raise exceptions.ValidationError({name: [str(error) for error in errors] for name, errors in form.errors.items()})


def _may_post(request: Request, what: str) -> None:
    if not request.viewer.may_post:
        raise exceptions.PermissionDenied
    _count(request, what)


def _count(request: Request, what: str) -> None:
    try:
        limits.count(what, request.viewer)
    except TooFast as error:
        raise exceptions.Throttled(error.retry_after) from error


def _refused(refusal: Refused) -> ProblemError:
    told = " ".join(str(reason.message) for reason in refusal.reasons if reason.message)
    return ProblemError(422, told or "This text can't be published here.", "refused", reasons=[reason.code for reason in refusal.reasons])


def _question(request: Request, question_id: int) -> Question:
    return _visible(Question.objects.visible_to(request.viewer).prefetch_related(tags_by_name()), question_id)


def _answer(request: Request, answer_id: int) -> Answer:
    return _visible(Answer.objects.visible_to(request.viewer).select_related("question"), answer_id)


def _visible(rows: QuerySet[Any], object_id: int) -> Any:
    """The row, if it is among those; a text that was taken down, or back by its author, is gone."""
    found = rows.filter(pk=object_id).first()
    if found is None and rows.model.objects.filter(pk=object_id, visibility__in=NO_LONGER_THERE).exists():
        raise ProblemError(410, _("What was here is no longer published."))
    if found is None:
        raise Http404
    return found


def _posted(kind: str, post: Question | Answer, url: str) -> dict[str, Any]:
    state = post.visibility if not post.is_public else getattr(post, "state", post.visibility)
    return {"id": post.pk, "key": f"{kind}:{post.pk}", "url": url, "state": str(state)}


def _accepted(question: Question) -> Response:
    return Response({"question": question.pk, "accepted": question.accepted_id, "state": str(question.state)})


def _questions(questions: list[Question]) -> list[dict[str, Any]]:
    people = person_facts.facts_of(question.author_id for question in questions)
    return [
        {
            **_posted(QUESTION, question, question.get_absolute_url()),
            "title": question.title,
            "body_html": question.body_html,
            "lang": question.lang,
            "tags": [tag.name for tag in question.tags.all()],
            "solved": question.solved,
            "accepted": question.accepted_id,
            "accepted_reason": question.accepted_reason if question.solved else "",
            "score": question.score,
            "answer_count": question.answer_count,
            "created_at": question.created_at,
            "activity_at": question.activity_at,
            "author": people.get(question.author_id),
        }
        for question in questions
    ]


def _answers(question: Question, answers: list[Answer]) -> list[dict[str, Any]]:
    people = person_facts.facts_of(answer.author_id for answer in answers)
    return [
        {
            **_posted(ANSWER, answer, f"{question.get_absolute_url()}#{answer.anchor}"),
            "question": question.pk,
            "body_html": answer.body_html,
            "accepted": question.accepted_id == answer.pk,
            "score": answer.score,
            "created_at": answer.created_at,
            "author": people.get(answer.author_id),
        }
        for answer in answers
    ]


urlpatterns = [
    path("questions/", Questions.as_view(), name="questions"),
    path("questions/<row:question_id>/", OneQuestion.as_view(), name="question"),
    path("questions/<row:question_id>/answers/", Answers.as_view(), name="answers"),
    path("answers/<row:answer_id>/accept/", Acceptance.as_view(), name="accept"),
    path("retractions/<str:kind>/<row:object_id>/", Retraction.as_view(), name="retraction"),
    path("votes/", Votes.as_view(), name="votes"),
]
