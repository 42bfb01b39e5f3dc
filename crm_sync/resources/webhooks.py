"""Webhook targets as resources: managers make them, their secret is shown once."""

from urllib.parse import urlsplit

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import CursorPage, HasScope, IdempotentPostMixin
from crm_sync import webhooks
from crm_sync.models import WebhookAttempt, WebhookMessage, WebhookTarget
from crm_sync.webhooks import NAMES

ADMIN = HasScope("admin", reading="admin")

MOST = 2**63 - 1


class TargetIn(serializers.Serializer):
    name = serializers.CharField(max_length=80)
    url = serializers.URLField(max_length=500)
    events = serializers.MultipleChoiceField(choices=NAMES, required=False, help_text="None: all of them.")

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
        target = get_object_or_404(WebhookTarget, pk=_row(target_id))
        WebhookTarget.objects.filter(pk=target.pk).update(active=False)
        return Response(status=204)


class AttemptOut(serializers.ModelSerializer):
    class Meta:
        model = WebhookAttempt
        fields = ["at", "status", "error", "milliseconds"]
        read_only_fields = fields


class MessageOut(serializers.ModelSerializer):
    """``webhook_id`` is what each attempt was sent under; ``withheld_at``: it was no longer public when its turn came."""

    webhook_id = serializers.UUIDField(source="uuid")
    attempts = AttemptOut(many=True)

    class Meta:
        model = WebhookMessage
        fields = ["id", "webhook_id", "event", "kind", "object_id", "made_at", "delivered_at", "withheld_at", "attempts"]
        read_only_fields = fields


class Messages(generics.GenericAPIView):
    permission_classes = [ADMIN]
    pagination_class = CursorPage
    serializer_class = MessageOut
    queryset = WebhookMessage.objects.none()
    ordering = ("-pk",)

    @extend_schema(operation_id="webhooks_messages", responses=MessageOut(many=True))
    def get(self, request: Request, target_id: int) -> Response:
        """What a target was told, or is to be told, with every attempt (managers)."""
        _managers_only(request)
        target = get_object_or_404(WebhookTarget, pk=_row(target_id))
        page = self.paginate_queryset(_with_attempts().filter(target=target))
        return self.get_paginated_response(MessageOut(page, many=True).data)


class Replay(APIView):
    permission_classes = [ADMIN]

    @extend_schema(operation_id="webhooks_replay", request=None, responses={202: MessageOut})
    def post(self, request: Request, target_id: int, message_id: int) -> Response:
        """Send a message again under its own ``webhook-id``, whether it had arrived or was given up (managers)."""
        _managers_only(request)
        message = get_object_or_404(_with_attempts(), pk=_row(message_id), target=_row(target_id))
        if not message.target.active:
            raise serializers.ValidationError(_("This webhook is switched off."))
        webhooks.replay(message)
        return Response(MessageOut(_with_attempts().get(pk=message.pk)).data, status=202)


def _with_attempts() -> QuerySet[WebhookMessage]:
    attempts = Prefetch("attempts", WebhookAttempt.objects.order_by("pk"))
    return WebhookMessage.objects.select_related("target").prefetch_related(attempts)


def _managers_only(request: Request) -> None:
    if not request.viewer.is_manager:
        raise exceptions.PermissionDenied(_("Only managers see and set webhooks."))


def _row(number: int) -> int:
    """
    Raises:
        Http404: no database has a row of this number.
    """
    if number > MOST:
        raise Http404
    return number
