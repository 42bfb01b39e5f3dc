"""Journeys, the deflection figures and their evidence as resources."""

import re
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, generics, permissions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import interactions
from core.api import CursorPage, HasScope
from core.content import content
from core.ports.figures import Period
from crm_sync.actions.say import say_answered
from crm_sync.deflection import journeys_in, summary, value_of
from crm_sync.evidence import Step, steps_of
from crm_sync.models import CostRate, Journey
from crm_sync.permissions import may_see_deflection

FIGURES = HasScope(reading="read:insights")
READ_SECONDS = 15.0
SHOWN_DAYS = 30
DID = {"seen": "seen", "opened": "open", "read": "dwell"}
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,40}")


class JourneyIn(serializers.Serializer):
    """Either ``did``, what a page saw, or ``answered``, what the person said."""

    kind = serializers.CharField(max_length=40)
    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    did = serializers.ChoiceField(choices=list(DID), required=False)
    answered = serializers.BooleanField(required=False)
    would_have_contacted = serializers.BooleanField(required=False, allow_null=True, default=None)

    def validate_kind(self, kind: str) -> str:
        if kind not in content:
            raise serializers.ValidationError(_("There is no content of this kind."))
        return kind

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("did" in attrs) == ("answered" in attrs):
            raise serializers.ValidationError(_("Send either did or answered."))
        return attrs


class JourneySteps(APIView):
    permission_classes = [permissions.AllowAny]

    @extend_schema(operation_id="journeys_tell", request=JourneyIn, responses={202: None})
    def post(self, request: Request, token: str) -> Response:
        """What a visitor did with a suggestion, or said of it. ``token`` is the ``journey`` that suggestions came with."""
        if not _TOKEN.fullmatch(token):
            raise exceptions.NotFound
        given = JourneyIn(data=request.data)
        given.is_valid(raise_exception=True)
        told, viewer = given.validated_data, request.viewer
        card = content[told["kind"]].card(told["id"], viewer)
        if card is None:
            raise exceptions.ValidationError({"id": [_("There is nothing under this number.")]})
        if "did" in told:
            seconds = READ_SECONDS if told["did"] == "read" else None
            ref = (told["kind"], told["id"])
            interactions.record(DID[told["did"]], viewer=viewer, journey=token, ref=ref, seconds=seconds, surface="suggestion")
        else:
            would = told["would_have_contacted"]
            say_answered(viewer, token, card, answered=told["answered"], would_have_contacted=would)
        return Response(status=202)


class RateOut(serializers.Serializer):
    """The confirmed share of journeys that began a form, with its Wilson 95 % interval; null when none did."""

    value = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class SummaryOut(serializers.Serializer):
    forms_started = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    presumed = serializers.IntegerField()
    direct = serializers.IntegerField()
    failed = serializers.IntegerField()
    unknown = serializers.IntegerField()
    rate = RateOut()
    cost_avoided = serializers.FloatField(allow_null=True, help_text="Null while no cost per case is set.")
    cash = serializers.FloatField()
    currency = serializers.CharField(allow_blank=True)
    definition = serializers.IntegerField(help_text="Version of the definitions, see docs/managers/deflection.md.")


class StepOut(serializers.Serializer):
    at = serializers.DateTimeField()
    what = serializers.CharField()
    kind = serializers.CharField(allow_blank=True)
    id = serializers.IntegerField(allow_null=True)
    query = serializers.CharField(allow_blank=True)
    form = serializers.CharField(allow_blank=True)
    answered = serializers.BooleanField(allow_null=True)
    would_have_contacted = serializers.BooleanField(allow_null=True)


class EvidenceOut(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    outcome = serializers.CharField(help_text="The journey's class.")
    definition = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()
    form_started = serializers.BooleanField()
    recontacted = serializers.BooleanField()
    sealed = serializers.BooleanField(help_text="A guest's journey of which only this row is left.")
    value = serializers.FloatField(allow_null=True, help_text="What it adds to cost_avoided.")
    read = serializers.ListField(child=serializers.CharField(), help_text="Keys of what was read.")
    interactions = StepOut(many=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {**super().to_representation(instance), "class": instance["outcome"]}


PERIOD = [
    OpenApiParameter("from", OpenApiTypes.DATE, description="First day; 30 days before `to` by default."),
    OpenApiParameter("to", OpenApiTypes.DATE, description="Last day, included; today by default."),
]


class DeflectionSummary(APIView):
    permission_classes = [FIGURES]

    @extend_schema(operation_id="deflection_summary", parameters=PERIOD, responses=SummaryOut)
    def get(self, request: Request) -> Response:
        """What the community saved in a period (staff). Counts are journeys that began in it, each in one class."""
        found = summary(_period(request))
        return Response(
            SummaryOut(
                {
                    "forms_started": found.forms_started,
                    **found.classes,
                    "rate": found.rate,
                    "cost_avoided": found.money.cost_avoided,
                    "cash": found.money.cash,
                    "currency": found.money.currency,
                    "definition": found.definition,
                }
            ).data
        )


class DeflectionEvidence(generics.GenericAPIView):
    permission_classes = [FIGURES]
    pagination_class = CursorPage
    serializer_class = EvidenceOut
    queryset = Journey.objects.none()
    ordering = ("-started_at", "-id")

    @extend_schema(
        operation_id="deflection_evidence",
        parameters=[*PERIOD, OpenApiParameter("class", enum=Journey.Class.values)],
        responses=EvidenceOut(many=True),
    )
    def get(self, request: Request) -> Response:
        """The journeys behind the figures, with what was done and said in them (staff). Without `from`, from the beginning."""
        whole = not {"from", "to"} & set(request.query_params)
        rows = Journey.objects.all() if whole else journeys_in(_period(request))
        if outcome := request.query_params.get("class"):
            if outcome not in Journey.Class.values:
                raise exceptions.ValidationError({"class": [_("There is no such class.")]})
            rows = rows.filter(outcome=outcome)
        _staff_only(request)
        page = self.paginate_queryset(rows) or []
        steps, rates = steps_of(page), list(CostRate.objects.order_by("valid_from"))
        return self.get_paginated_response(EvidenceOut([_evidence(row, steps[row.pk], rates) for row in page], many=True).data)


def _evidence(journey: Journey, steps: list[Step], rates: list[CostRate]) -> dict[str, Any]:
    return {
        "id": journey.pk,
        "number": journey.number,
        "outcome": journey.outcome,
        "definition": journey.definition,
        "started_at": journey.started_at,
        "last_at": journey.last_at,
        "form_started": journey.form_started,
        "recontacted": journey.recontacted,
        "sealed": journey.sealed,
        "value": value_of(journey, rates),
        "read": journey.facts.get("refs", []),
        "interactions": steps,
    }


def _staff_only(request: Request) -> None:
    if not may_see_deflection(request.viewer):
        raise exceptions.PermissionDenied(_("Only staff see these figures."))


def _period(request: Request) -> Period:
    _staff_only(request)
    last = _day(request, "to") or timezone.localdate(timezone=timezone.get_default_timezone())
    first = _day(request, "from") or last - timedelta(days=SHOWN_DAYS - 1)
    if first > last:
        raise exceptions.ValidationError({"from": [_("It must not be after the last day.")]})
    return Period(first, last)


def _day(request: Request, name: str) -> date | None:
    given = request.query_params.get(name, "")
    try:
        day = date.fromisoformat(given) if given else None
    except ValueError:
        raise exceptions.ValidationError({name: [_("Write a date as 2026-11-30.")]}) from None
    if day and not 2000 <= day.year <= 2200:
        raise exceptions.ValidationError({name: [_("Choose a year from 2000 to 2200.")]})
    return day
