"""Badges as a resource."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import CursorPage, HasScope
from gamification.badges.selectors import badges_by_level, rule_in_words
from gamification.models import Badge


class BadgeOut(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    level = serializers.ChoiceField(choices=Badge.Level.choices)
    url = serializers.CharField()
    holders = serializers.IntegerField(help_text="How many people hold it.")
    mine = serializers.IntegerField(help_text="How many times the caller holds it.")
    rule = serializers.ListField(child=serializers.CharField(), help_text="The rule in words.")


class Badges(generics.GenericAPIView):
    permission_classes = [HasScope()]
    serializer_class = BadgeOut
    pagination_class = CursorPage
    queryset = Badge.objects.none()

    @extend_schema(operation_id="badges_list", responses=BadgeOut(many=True))
    def get(self, request: Request) -> Response:
        """Every badge in use, gold first; they are few, so this is always one page."""
        rows = [_out(row) for level in badges_by_level(request.viewer) for row in level.rows]
        pages = CursorPage()
        pages.request = request
        return pages.get_paginated_response(BadgeOut(rows, many=True).data)


def _out(row: Any) -> dict[str, Any]:
    badge = row.badge
    return {
        "slug": badge.slug,
        "name": badge.name,
        "description": badge.description,
        "level": badge.level,
        "url": badge.get_absolute_url(),
        "holders": row.holders,
        "mine": row.times,
        "rule": rule_in_words(badge),
    }


urlpatterns = [path("badges/", Badges.as_view(), name="badges")]
