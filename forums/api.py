"""Topics and posts as resources. The rules of the forms hold here, too."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

import forums.converters  # noqa: F401 - registers <forum_row:…>
from core.api import CursorPage, HasScope, IdempotentPostMixin, ProblemError
from core.ports import person_facts
from core.throttle import TooFast
from core.writing import Refused
from forums import limits
from forums.actions.reply import reply
from forums.actions.start_topic import start_topic
from forums.forms import ReplyForm, TopicForm
from forums.models import BODY_MAX, NO_LONGER_THERE, POST, TITLE_MAX, TOPIC, Forum, Post, Topic
from forums.permissions import Rights, rights_of

WRITING = HasScope("write:forums")


class TopicIn(serializers.Serializer):
    forum = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    title = serializers.CharField(max_length=TITLE_MAX)
    body = serializers.CharField(max_length=BODY_MAX, help_text="Markdown.")
    lang = serializers.ChoiceField(choices=settings.LANGUAGES, required=False, help_text="The forum's, or your own, by default.")
    journey = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)


class PostIn(serializers.Serializer):
    body = serializers.CharField(max_length=BODY_MAX, help_text="Markdown.")


class WrittenOut(serializers.Serializer):
    """``state`` is "pending" while a moderator has yet to look at it."""

    id = serializers.IntegerField()
    key = serializers.CharField()
    url = serializers.CharField()
    state = serializers.CharField()


class WriterOut(serializers.Serializer):
    username = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()
    points = serializers.IntegerField(required=False)
    rank = serializers.CharField(required=False)


class TopicOut(WrittenOut):
    forum = serializers.IntegerField()
    title = serializers.CharField()
    body_html = serializers.CharField()
    lang = serializers.CharField()
    type = serializers.CharField(help_text="topic, sticky or announcement.")
    locked = serializers.BooleanField()
    score = serializers.IntegerField()
    posts_count = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    activity_at = serializers.DateTimeField()
    author = WriterOut(allow_null=True)


class PostOut(WrittenOut):
    topic = serializers.IntegerField()
    number = serializers.IntegerField(allow_null=True)
    body_html = serializers.CharField()
    score = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    author = WriterOut(allow_null=True)


class Topics(IdempotentPostMixin, generics.GenericAPIView):
    permission_classes = [WRITING]
    pagination_class = CursorPage
    serializer_class = TopicOut
    queryset = Topic.objects.none()
    ordering = ("-created", "-id")

    @extend_schema(
        operation_id="topics_list",
        parameters=[OpenApiParameter("forum", int, description="Number of a forum."), OpenApiParameter("lang")],
        responses=TopicOut(many=True),
    )
    def get(self, request: Request) -> Response:
        """Public topics of the forums that you may read, newest first."""
        rights, query = rights_of(request.viewer), request.query_params
        topics = Topic.objects.listed().filter(forum_id__in=rights.readable)
        if asked := query.get("forum", ""):
            if not (asked.isascii() and asked.isdecimal() and len(asked) <= 18):
                raise exceptions.ValidationError({"forum": [_("This is not the number of a forum.")]})
            topics = topics.filter(forum_id=int(asked))
        if lang := query.get("lang", "").replace("\x00", ""):
            topics = topics.filter(lang=lang[:10])
        page = self.paginate_queryset(topics.select_related("first_post")) or []
        return self.get_paginated_response(TopicOut(_topics(page, rights), many=True).data)

    @extend_schema(operation_id="topics_start", request=TopicIn, responses={201: WrittenOut})
    def post(self, request: Request) -> Response:
        """Start a topic. What is held for review answers ``state: "pending"``."""
        given, rights = _valid(TopicIn, request), rights_of(request.viewer)
        forum = _forum(rights, given["forum"])
        form = TopicForm({**given, "lang": given.get("lang") or request.viewer.language}, forum=forum)
        asked = _checked(form)
        _may_post(request, "topic")
        try:
            topic = start_topic(
                forum, request.viewer, title=asked["title"], body=asked["body"], lang=asked.get("lang", ""), journey=asked["journey"]
            )
        except Refused as refusal:
            raise _refused(refusal) from refusal
        return Response(_written(TOPIC, topic, topic.get_absolute_url()), status=201)


class OneTopic(APIView):
    permission_classes = [WRITING]

    @extend_schema(operation_id="topics_read", responses=TopicOut)
    def get(self, request: Request, topic_id: int) -> Response:
        rights = rights_of(request.viewer)
        return Response(TopicOut(_topics([_topic(request, topic_id, rights)], rights)[0]).data)


class Posts(IdempotentPostMixin, generics.GenericAPIView):
    permission_classes = [WRITING]
    pagination_class = CursorPage
    serializer_class = PostOut
    queryset = Post.objects.none()
    ordering = ("created", "id")

    @extend_schema(operation_id="posts_list", responses=PostOut(many=True))
    def get(self, request: Request, topic_id: int) -> Response:
        """The replies in a topic, oldest first; its first post is the topic's own text."""
        rights = rights_of(request.viewer)
        topic = _topic(request, topic_id, rights)
        posts = Post.objects.visible_to(request.viewer, rights).filter(topic=topic).exclude(pk=topic.first_post_id)
        page = self.paginate_queryset(posts) or []
        return self.get_paginated_response(PostOut(_posts(page), many=True).data)

    @extend_schema(operation_id="posts_add", request=PostIn, responses={201: WrittenOut})
    def post(self, request: Request, topic_id: int) -> Response:
        """Reply in a topic. What is held for review answers ``state: "pending"``."""
        topic = _topic(request, topic_id, rights_of(request.viewer))
        body = _checked(ReplyForm(_valid(PostIn, request)))["body"]
        _may_post(request, "post")
        try:
            post = reply(topic, request.viewer, body)
        except Refused as refusal:
            raise _refused(refusal) from refusal
        return Response(_written(POST, post, _address(post)), status=201)


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
    try:
        limits.count(what, request.viewer)
    except TooFast as error:
        raise exceptions.Throttled(error.retry_after) from error


def _refused(refusal: Refused) -> ProblemError:
    told = " ".join(str(reason.message) for reason in refusal.reasons if reason.message)
    return ProblemError(422, told or "This text can't be published here.", "refused", reasons=[reason.code for reason in refusal.reasons])


def _forum(rights: Rights, forum_id: int) -> Forum:
    if forum_id not in rights.readable:
        raise Http404
    return rights.forums[forum_id]


def _topic(request: Request, topic_id: int, rights: Rights) -> Topic:
    found = Topic.objects.visible_to(request.viewer, rights).select_related("first_post").filter(pk=topic_id).first()
    if found is not None:
        found.forum = rights.forums[found.forum_id]
        return found
    if Topic.objects.filter(pk=topic_id, forum_id__in=rights.readable, visibility__in=NO_LONGER_THERE).exists():
        raise ProblemError(410, _("What was here is no longer published."))
    raise Http404


def _written(kind: str, written: Topic | Post, url: str) -> dict[str, Any]:
    return {"id": written.pk, "key": f"{kind}:{written.pk}", "url": url, "state": str(written.visibility)}


def _address(post: Post) -> str:
    return reverse("forums:post_by_id", args=[post.pk])


def _topics(topics: list[Topic], rights: Rights) -> list[dict[str, Any]]:
    people = person_facts.facts_of(topic.poster_id for topic in topics)
    found = []
    for topic in topics:
        topic.forum = rights.forums[topic.forum_id]
        found.append(
            {
                **_written(TOPIC, topic, topic.get_absolute_url()),
                "forum": topic.forum_id,
                "title": topic.subject,
                "body_html": topic.first_post.body_html,
                "lang": topic.lang,
                "type": ("topic", "sticky", "announcement")[topic.type],
                "locked": topic.locked,
                "score": topic.score,
                "posts_count": topic.posts_count,
                "created_at": topic.created,
                "activity_at": topic.last_post_on or topic.created,
                "author": people.get(topic.poster_id),
            }
        )
    return found


def _posts(posts: list[Post]) -> list[dict[str, Any]]:
    people = person_facts.facts_of(post.poster_id for post in posts)
    return [
        {
            **_written(POST, post, _address(post)),
            "topic": post.topic_id,
            "number": post.number,
            "body_html": post.body_html,
            "score": post.score,
            "created_at": post.created,
            "author": people.get(post.poster_id),
        }
        for post in posts
    ]


urlpatterns = [
    path("topics/", Topics.as_view(), name="topics"),
    path("topics/<forum_row:topic_id>/", OneTopic.as_view(), name="topic"),
    path("topics/<forum_row:topic_id>/posts/", Posts.as_view(), name="posts"),
]
