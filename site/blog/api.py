"""Posts as resources: reading alone, for they are written in Wagtail's admin."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

import blog.converters  # noqa: F401 - registers <blog_row:…>
from blog.models import POST, BlogPostPage
from blog.reading import words_of
from blog.selectors import posts, with_tags
from core.api import CursorPage
from core.ports import person_facts


class PostAuthorOut(serializers.Serializer):
    username = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()


class BlogPostOut(serializers.Serializer):
    id = serializers.IntegerField()
    key = serializers.CharField()
    url = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    lang = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    comment_count = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    author = PostAuthorOut(allow_null=True)


class OneBlogPostOut(BlogPostOut):
    text = serializers.CharField(help_text="The body in plain words.")


class Posts(generics.GenericAPIView):
    pagination_class = CursorPage
    serializer_class = BlogPostOut
    queryset = BlogPostPage.objects.none()
    ordering = ("-date", "-pk")

    @extend_schema(
        operation_id="blog_posts_list",
        parameters=[OpenApiParameter("lang", enum=[code for code, _name in settings.LANGUAGES]), OpenApiParameter("tag")],
        responses=BlogPostOut(many=True),
    )
    def get(self, request: Request) -> Response:
        """Posts of the blog, newest first."""
        query, found = request.query_params, posts()
        if lang := query.get("lang", "").replace("\x00", ""):
            found = found.filter(locale__language_code=lang[:10])
        if tag := query.get("tag", "").replace("\x00", ""):
            found = found.filter(tags__slug=tag[:100])
        page = self.paginate_queryset(found) or []
        return self.get_paginated_response(BlogPostOut(_posts(page), many=True).data)


class OnePost(APIView):
    @extend_schema(operation_id="blog_posts_read", responses=OneBlogPostOut)
    def get(self, request: Request, page_id: int) -> Response:
        found = posts().defer(None).filter(pk=page_id).first()
        if found is None:
            raise Http404
        return Response(OneBlogPostOut(_posts([found])[0] | {"text": words_of(found)}).data)


def _posts(found: list[BlogPostPage]) -> list[dict[str, Any]]:
    people = person_facts.facts_of(post.author_id for post in found if post.author_id)
    tagged = {post.pk: [item.tag.name for item in post.tagged_items.all()] for post in with_tags(post.pk for post in found)}
    return [
        {
            "id": post.pk,
            "key": f"{POST}:{post.pk}",
            "url": post.url,
            "title": post.title,
            "summary": post.summary,
            "lang": post.lang,
            "tags": tagged.get(post.pk, []),
            "comment_count": post.comment_count,  # type: ignore[attr-defined]
            "published_at": post.date,
            "author": people.get(post.author_id) if post.author_id else None,
        }
        for post in found
    ]


urlpatterns = [
    path("posts/", Posts.as_view(), name="posts"),
    path("posts/<blog_row:page_id>/", OnePost.as_view(), name="post"),
]
