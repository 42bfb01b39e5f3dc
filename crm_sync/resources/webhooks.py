"""Webhook targets as resources: managers make them, their secret is shown once."""

from urllib.parse import urlsplit

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import CursorPage, HasScope, IdempotentPostMixin
from crm_sync.models import WebhookTarget
from crm_sync.webhooks import NAMES

ADMIN = HasScope("admin", reading="admin")


class TargetIn(serializers.Serializer):
    name = serializers.CharField(max_length=80)
    url = serializers.URLField(max_length=500)
    events = serializers.MultipleChoiceField(choices=sorted(NAMES.values()), required=False, help_text="None: all of them.")

    def validate_url(self, url: str) -> str:
        if urlsplit(url).scheme not in ("http", "https") or urlsplit(url).username:
            raise serializers.ValidationError(_("An http or https address without a password in it."))
        return url


class TargetOut(serializers.ModelSerializer):
    events = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = WebhookTarget
        fields = ["id", "name", "url", "events", "active", "made_at"]
        read_only_fields = fields


class TargetMade(TargetOut):
    secret = serializers.CharField(help_text="Signs each message (Standard Webhooks). Shown this once.")

    class Meta(TargetOut.Meta):
        fields = [*TargetOut.Meta.fields, "secret"]


class Targets(IdempotentPostMixin, generics.GenericAPIView):
    permission_classes = [ADMIN]
    pagination_class = CursorPage
    serializer_class = TargetOut
    queryset = WebhookTarget.objects.none()
    ordering = ("-pk",)
    said_once = ("secret",)

    @extend_schema(operation_id="webhooks_list", responses=TargetOut(many=True))
    def get(self, request: Request) -> Response:
        """Where Plaza tells what happens (managers)."""
        _managers_only(request)
        return self.get_paginated_response(TargetOut(self.paginate_queryset(WebhookTarget.objects.all()), many=True).data)

    @extend_schema(operation_id="webhooks_make", request=TargetIn, responses={201: TargetMade})
    def post(self, request: Request) -> Response:
        _managers_only(request)
        given = TargetIn(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = given.validated_data
        target = WebhookTarget.objects.create(
            name=wanted["name"], url=wanted["url"], events=sorted(wanted.get("events", [])), made_by_id=request.viewer.user_id
        )
        return Response(TargetMade(target).data, status=201)


class Target(APIView):
    permission_classes = [ADMIN]

    @extend_schema(operation_id="webhooks_switch_off", responses={204: None})
    def delete(self, request: Request, target_id: int) -> Response:
        """Switch a target off. What it was told stays on record."""
        _managers_only(request)
        target = get_object_or_404(WebhookTarget, pk=target_id)
        WebhookTarget.objects.filter(pk=target.pk).update(active=False)
        return Response(status=204)


def _managers_only(request: Request) -> None:
    if not request.viewer.is_manager:
        raise exceptions.PermissionDenied(_("Only managers see and set webhooks."))
