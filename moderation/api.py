"""The API of this room, under /api/v1/: `moderation/items/` for moderators, `flags/` for everyone with a voice."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated, Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import api
from core.content import content
from core.throttle import allow, retry_after
from core.visitor import network_of
from moderation.actions.claim import claim, release
from moderation.actions.decide import decide, undo
from moderation.actions.raise_flag import AlreadyJudged, raise_flag
from moderation.conflicts import Conflict
from moderation.flag_views import RATE
from moderation.models import FlagReason, ReviewItem
from moderation.permissions import check_moderates
from moderation.selectors import Evidence, evidence_of
from moderation.views import explain

State = ReviewItem.State


class EvidenceSerializer(serializers.Serializer):
    label = serializers.CharField()  # type: ignore[assignment]  # a field named like an attribute of Field
    weight = serializers.FloatField()
    counts = serializers.BooleanField(help_text="Whether it is part of the score.")
    at = serializers.DateTimeField()
    reporter = serializers.SerializerMethodField()
    note = serializers.CharField()
    matched = serializers.CharField(help_text="What a rule found.")

    def get_reporter(self, piece: Evidence) -> str:
        """The user name; empty for a rule."""
        return piece.person.get("username", "")


class ItemSerializer(serializers.ModelSerializer):
    claimed_by = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()

    class Meta:
        model = ReviewItem
        fields = (
            "id",
            "kind",
            "object_id",
            "state",
            "score",
            "lang",
            "held",
            "hidden",
            "claimed_by",
            "claimed_until",
            "opened_at",
            "decided_at",
            "reason",
            "message",
            "evidence",
            "version",
        )

    def get_claimed_by(self, item: ReviewItem) -> int | None:
        """The id of who holds the item now."""
        return item.claimer_id

    @extend_schema_field(EvidenceSerializer(many=True))
    def get_evidence(self, item: ReviewItem) -> Any:
        return EvidenceSerializer(self.context["evidence"].get(item.pk, []), many=True).data


class VersionSerializer(serializers.Serializer):
    version = serializers.IntegerField(min_value=1, help_text="The version of the item that you saw.")


class RejectSerializer(VersionSerializer):
    reason = serializers.ChoiceField(choices=FlagReason.choices, help_text="The author reads it.")
    message = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class FlagSerializer(serializers.Serializer):
    kind = serializers.CharField(max_length=40)
    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    reason = serializers.ChoiceField(choices=FlagReason.choices)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class FlaggedSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    state = serializers.CharField()


class DeskView(APIView):
    """Moderators only; a conflict answers 409 with the item as it is and what changed."""

    permission_classes = [api.HasScope("write:moderation", reading="write:moderation")]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_moderates(request.viewer)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, Conflict):
            exc = conflict_problem(exc)
        elif isinstance(exc, ReviewItem.DoesNotExist):
            exc = Http404()
        return super().handle_exception(exc)

    def shown(self, item_id: int) -> Response:
        return Response(item_data([ReviewItem.objects.get(pk=item_id)])[0])


def item_data(items: list[ReviewItem]) -> Any:
    return ItemSerializer(items, many=True, context={"evidence": evidence_of(items)}).data


def conflict_problem(conflict: Conflict) -> api.Conflict:
    changes = [
        {"action": entry.action, "by": entry.by_id, "reason": entry.reason, "at": entry.at.isoformat(), "version": entry.version}
        for entry in conflict.changes
    ]
    return api.Conflict(explain(conflict), changes=changes, item=item_data([conflict.item])[0])


class ItemList(DeskView):
    pagination_class = api.CursorPage
    ordering = ("-score", "opened_at", "id")

    @extend_schema(
        operation_id="moderation_items_list", responses=ItemSerializer(many=True), description="`?state=` (default: what waits)."
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params.get("state", "")
        if asked and asked not in State.values:
            raise serializers.ValidationError({"state": [_("There is no such state.")]})
        items = ReviewItem.objects.filter(state__in=[asked] if asked else ReviewItem.OPEN)
        paginator = api.CursorPage()
        page = paginator.paginate_queryset(items, request, view=self)
        return paginator.get_paginated_response(item_data(page))


class ItemDetail(DeskView):
    @extend_schema(responses=ItemSerializer)
    def get(self, request: Request, item_id: int) -> Response:
        return self.shown(item_id)


class Claim(DeskView):
    @extend_schema(request=None, responses=ItemSerializer)
    def post(self, request: Request, item_id: int) -> Response:
        claim(item_id, request.viewer)
        return self.shown(item_id)

    @extend_schema(responses=ItemSerializer)
    def delete(self, request: Request, item_id: int) -> Response:
        release(item_id, request.viewer)
        return self.shown(item_id)


class Approve(DeskView):
    @extend_schema(request=VersionSerializer, responses=ItemSerializer)
    def post(self, request: Request, item_id: int) -> Response:
        decide(item_id, request.viewer, State.APPROVED, **_valid(VersionSerializer, request))
        return self.shown(item_id)


class Reject(DeskView):
    @extend_schema(request=RejectSerializer, responses=ItemSerializer)
    def post(self, request: Request, item_id: int) -> Response:
        decide(item_id, request.viewer, State.REJECTED, **_valid(RejectSerializer, request))
        return self.shown(item_id)


class Undo(DeskView):
    @extend_schema(request=VersionSerializer, responses=ItemSerializer)
    def post(self, request: Request, item_id: int) -> Response:
        undo(item_id, request.viewer, **_valid(VersionSerializer, request))
        return self.shown(item_id)


class Flags(api.IdempotentPostMixin, APIView):
    permission_classes = [api.HasScope("write:moderation")]

    @extend_schema(request=FlagSerializer, responses={201: FlaggedSerializer}, operation_id="flags_create")
    def post(self, request: Request) -> Response:
        data = _valid(FlagSerializer, request)
        card = content[data["kind"]].card(data["id"], request.viewer) if data["kind"] in content else None
        if card is None:
            raise Http404
        if request.viewer.is_guest:
            raise NotAuthenticated
        if not allow("moderation.flag", request.viewer.user_id, RATE):
            raise Throttled(retry_after(RATE))
        try:
            flag = raise_flag(card, request.viewer, data["reason"], note=data["note"], network=network_of(request))
        except AlreadyJudged as error:
            raise PermissionDenied(_("A moderator has already looked at your flag and let the text stand.")) from error
        return Response({"id": flag.pk, "state": flag.outcome}, status=201)


def _valid(serializer: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    checked = serializer(data=request.data)
    checked.is_valid(raise_exception=True)
    return checked.validated_data


urlpatterns = [
    path("moderation/items/", ItemList.as_view(), name="moderation-items"),
    path("moderation/items/<int:item_id>/", ItemDetail.as_view(), name="moderation-item"),
    path("moderation/items/<int:item_id>/claim/", Claim.as_view(), name="moderation-claim"),
    path("moderation/items/<int:item_id>/approve/", Approve.as_view(), name="moderation-approve"),
    path("moderation/items/<int:item_id>/reject/", Reject.as_view(), name="moderation-reject"),
    path("moderation/items/<int:item_id>/undo/", Undo.as_view(), name="moderation-undo"),
    path("flags/", Flags.as_view(), name="flags"),
]
