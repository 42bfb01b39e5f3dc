"""Articles as resources, for whoever may read them; and whether one helped."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

import kb.converters  # noqa: F401 - registers <article:…>
from core.api import CursorPage, HasScope, IdempotentPostMixin
from core.ports import person_facts
from kb.actions.rate_article import rate_article
from kb.content import audiences_of, tag_names
from kb.models import ARTICLE, COMMENT_MAX, ArticlePage, Rating, TopicPage
from kb.selectors import Credit, credits_of, helpful_of, light, translations_of

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LONGEST_TAG = 100


class CreditOut(serializers.Serializer):
    username = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()
    roles = serializers.ListField(child=serializers.CharField())


class TranslationOut(serializers.Serializer):
    lang = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()


class ArticleOut(serializers.Serializer):
    """``audience`` is the strictest on the way from the top: public, customers or employees."""

    id = serializers.IntegerField()
    key = serializers.CharField()
    url = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    lang = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    audience = serializers.CharField()
    version = serializers.IntegerField()
    first_published_at = serializers.DateTimeField()
    last_published_at = serializers.DateTimeField()
    verify_by = serializers.DateField(allow_null=True)
    obsolete = serializers.BooleanField()


class WholeArticleOut(ArticleOut):
    body_html = serializers.CharField()
    credits = CreditOut(many=True)
    translations = TranslationOut(many=True)
    helpful = serializers.IntegerField(help_text="People whom it helped.")
    ratings = serializers.IntegerField(help_text="People who said whether it helped.")


class RatingIn(serializers.Serializer):
    helpful = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=Rating.Reason.choices, required=False, default="", allow_blank=True)
    comment = serializers.CharField(max_length=COMMENT_MAX, required=False, default="", allow_blank=True)
    journey = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)


class RatingOut(serializers.Serializer):
    version = serializers.IntegerField()
    helpful = serializers.IntegerField()
    ratings = serializers.IntegerField()


class Articles(generics.GenericAPIView):
    permission_classes = [HasScope()]
    pagination_class = CursorPage
    serializer_class = ArticleOut
    queryset = ArticlePage.objects.none()
    ordering = ("-first_published_at", "-id")

    @extend_schema(
        operation_id="articles_list",
        parameters=[
            OpenApiParameter("lang", enum=LANGUAGES),
            OpenApiParameter("topic", OpenApiTypes.INT, description="Id of a topic; articles of the topics below it count."),
            OpenApiParameter("tag"),
        ],
        responses=ArticleOut(many=True),
    )
    def get(self, request: Request) -> Response:
        """Published articles that you may read, newest first."""
        articles = light(ArticlePage.objects.visible_to(request.viewer))
        query = request.query_params
        if lang := query.get("lang"):
            if lang not in LANGUAGES:
                raise exceptions.ValidationError({"lang": [", ".join(LANGUAGES)]})
            articles = articles.filter(locale__language_code=lang)
        if topic := query.get("topic"):
            articles = articles.descendant_of(_topic(request, topic))
        if tag := query.get("tag", "").replace("\x00", ""):
            articles = articles.filter(tags__name__iexact=tag[:LONGEST_TAG])
        page = self.paginate_queryset(articles) or []
        return self.get_paginated_response(ArticleOut(_articles(page), many=True).data)


class OneArticle(APIView):
    permission_classes = [HasScope()]

    @extend_schema(operation_id="articles_read", responses=WholeArticleOut)
    def get(self, request: Request, article_id: int) -> Response:
        article = _article(request, article_id)
        helpful = helpful_of(article, request.viewer)
        whole = {
            **_articles([article])[0],
            "body_html": article.body_html,
            "credits": _credits(credits_of(article)),
            "translations": translations_of(article, request.viewer),
            "helpful": helpful.yes,
            "ratings": helpful.total,
        }
        return Response(WholeArticleOut(whole).data)


class Ratings(IdempotentPostMixin, APIView):
    permission_classes = [HasScope("write:kb")]

    @extend_schema(operation_id="articles_rate", request=RatingIn, responses=RatingOut)
    def post(self, request: Request, article_id: int) -> Response:
        """Say whether the present version helped you; saying it again changes what you said."""
        article = _article(request, article_id)
        said = RatingIn(data=request.data)
        said.is_valid(raise_exception=True)
        rating = rate_article(article, request.viewer, **said.validated_data)
        helpful = helpful_of(article, request.viewer)
        return Response(RatingOut({"version": rating.version, "helpful": helpful.yes, "ratings": helpful.total}).data)


def _article(request: Request, article_id: int) -> ArticlePage:
    article = light(ArticlePage.objects.visible_to(request.viewer)).filter(pk=article_id).first()
    if article is None:
        raise Http404
    return article


def _topic(request: Request, topic: str) -> TopicPage:
    if not topic.isascii() or not topic.isdecimal() or len(topic) > 18:
        raise exceptions.ValidationError({"topic": ["A number."]})
    found = TopicPage.objects.visible_to(request.viewer).filter(pk=int(topic)).first()
    if found is None:
        raise Http404
    return found


def _articles(articles: list[ArticlePage]) -> list[dict[str, Any]]:
    audiences = audiences_of(articles)
    return [
        {
            "id": article.pk,
            "key": f"{ARTICLE}:{article.pk}",
            "url": article.url or "",
            "title": article.title,
            "summary": article.summary,
            "lang": article.locale.language_code,
            "tags": tag_names(article),
            "audience": audiences[article.pk],
            "version": article.version,
            "first_published_at": article.first_published_at,
            "last_published_at": article.last_published_at,
            "verify_by": article.verify_by,
            "obsolete": article.obsolete_at is not None,
        }
        for article in articles
    ]


def _credits(given: list[Credit]) -> list[dict[str, Any]]:
    people = person_facts.facts_of(credit.person_id for credit in given)
    named = ((credit, people.get(credit.person_id, {})) for credit in given)
    return [{name: person.get(name, "") for name in ("username", "name", "url")} | {"roles": credit.roles} for credit, person in named]


urlpatterns = [
    path("articles/", Articles.as_view(), name="articles"),
    path("articles/<article:article_id>/", OneArticle.as_view(), name="article"),
    path("articles/<article:article_id>/rating/", Ratings.as_view(), name="article_rating"),
]
