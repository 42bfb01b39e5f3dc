"""The leaderboard as a resource; badges and contests add theirs."""

from django.urls import include, path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import CursorPage, HasScope
from core.keyset import KeysetPage
from core.ports import person_facts
from gamification.models import PersonPoints
from gamification.selectors import PERIODS, leaderboard


class BoardQuery(serializers.Serializer):
    period = serializers.ChoiceField(choices=list(PERIODS), default="all")
    board = serializers.ChoiceField(choices=["members", "staff"], default="members")
    tag = serializers.CharField(required=False, default="", max_length=60, allow_blank=True)


class PlaceOut(serializers.Serializer):
    position = serializers.IntegerField()
    points = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()
    rank = serializers.CharField()


class Leaderboard(generics.GenericAPIView):
    permission_classes = [HasScope()]
    serializer_class = PlaceOut
    pagination_class = CursorPage
    queryset = PersonPoints.objects.none()

    @extend_schema(
        operation_id="leaderboard",
        parameters=[
            OpenApiParameter("period", enum=list(PERIODS), default="all"),
            OpenApiParameter("board", enum=["members", "staff"], default="members"),
            OpenApiParameter("tag", description="Slug of a tag."),
        ],
        responses=PlaceOut(many=True),
    )
    def get(self, request: Request) -> Response:
        """Who earned most; equal points share a position."""
        query = BoardQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        pages = CursorPage()

        def read(after: str, size: int) -> KeysetPage:
            board = leaderboard(asked["period"], staff=asked["board"] == "staff", tag=asked["tag"], after=after, size=size)
            return KeysetPage(board.rows, board.next)

        places = pages.read(request, read)
        people = person_facts.facts_of(place.person_id for place in places)
        # The place's points stand last: a person's own are those of all time.
        rows = [{**people[place.person_id], "position": place.position, "points": place.points} for place in places]
        return pages.get_paginated_response(PlaceOut(rows, many=True).data)


urlpatterns = [
    path("leaderboard/", Leaderboard.as_view(), name="leaderboard"),
    path("", include("gamification.badges.api")),
    path("", include("gamification.contests.api")),
]
