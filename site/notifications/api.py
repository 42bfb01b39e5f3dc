"""One's notifications as a resource."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import CursorPage, HasScope
from core.keyset import KeysetPage
from core.viewer import Viewer
from notifications import selectors
from notifications.actions.read import mark_all_read, mark_read
from notifications.kinds import KINDS

MINE = HasScope("write:notifications", reading="read")
MOST_AT_ONCE = 200


class NotificationOut(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    sentence = serializers.CharField(help_text="What happened, in your language.")
    title = serializers.CharField()
    url = serializers.CharField()
    created_at = serializers.DateTimeField()
    unread = serializers.BooleanField()


class ReadIn(serializers.Serializer):
    """Either some of them or all."""

    ids = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), max_length=MOST_AT_ONCE, required=False)
    all = serializers.BooleanField(required=False, default=False)


class UnreadOut(serializers.Serializer):
    unread = serializers.IntegerField(help_text="How many are still unread; 100 means a hundred or more.")


def _viewer(request: Request) -> Viewer:
    return request.viewer  # type: ignore[attr-defined]


class Notifications(generics.GenericAPIView):
    permission_classes = [MINE]
    pagination_class = CursorPage
    serializer_class = NotificationOut
    ordering = selectors.ORDER

    @extend_schema(
        operation_id="notifications_list",
        parameters=[OpenApiParameter("unread", bool), OpenApiParameter("kind", str, enum=list(KINDS))],
        responses=NotificationOut(many=True),
    )
    def get(self, request: Request) -> Response:
        unread = request.query_params.get("unread", "").lower() in ("1", "true")
        kind = request.query_params.get("kind", "")

        def read_page(after: str, size: int) -> KeysetPage:
            found = selectors.page(_viewer(request), unread=unread, kind=kind if kind in KINDS else "", after=after, size=size)
            return KeysetPage(found.rows, found.next)

        paginator: Any = self.paginator
        rows = paginator.read(request, read_page)
        return self.get_paginated_response(NotificationOut(rows, many=True).data)


class MarkRead(generics.GenericAPIView):
    permission_classes = [MINE]
    serializer_class = ReadIn

    @extend_schema(operation_id="notifications_read", request=ReadIn, responses={200: UnreadOut})
    def post(self, request: Request) -> Response:
        given = ReadIn(data=request.data)
        given.is_valid(raise_exception=True)
        person_id = _viewer(request).user_id or 0
        if given.validated_data["all"]:
            mark_all_read(person_id)
        elif ids := given.validated_data.get("ids"):
            mark_read(person_id, ids)
        return Response({"unread": selectors.unread_count(person_id)})


urlpatterns = [
    path("notifications/", Notifications.as_view(), name="notifications"),
    path("notifications/read/", MarkRead.as_view(), name="notifications_read"),
]
