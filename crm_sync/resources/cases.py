"""Cases and their replies as resources."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import throttle
from core.api import CursorPage, HasScope, IdempotentPostMixin
from crm_sync.actions.close_case import close_case
from crm_sync.actions.open_case import NoThread, escalate_thread, open_for_asker, open_from_form
from crm_sync.actions.reply_to_case import reply_to_case
from crm_sync.forms import DESCRIPTION_MAX, REPLY_MAX, SUBJECT_MAX, new_nonce
from crm_sync.models import Case, CaseReply
from crm_sync.records import thread_url, thread_urls
from crm_sync.selectors import thread_case
from crm_sync.threads import KINDS, thread_of
from crm_sync.views.support import RATE

CASES = HasScope("write:crm", reading="write:crm")


class CaseIn(serializers.Serializer):
    """Either a thread (``kind``, ``id``, ``reason``) or the support form (``subject``, ``description``, …)."""

    kind = serializers.CharField(max_length=40, required=False)
    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    subject = serializers.CharField(max_length=SUBJECT_MAX, required=False)
    description = serializers.CharField(max_length=DESCRIPTION_MAX, required=False)
    product = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    category = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    journey = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "kind" in attrs or "id" in attrs:
            wanted = ("kind", "id")
        else:
            wanted = ("subject", "description")
        if missing := {name: [_("This field is required.")] for name in wanted if name not in attrs}:
            raise serializers.ValidationError(missing)
        return attrs


class CaseOut(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    number = serializers.CharField()
    state = serializers.CharField()
    external_id = serializers.UUIDField()
    thread_url = serializers.SerializerMethodField()

    def get_thread_url(self, case: Case) -> str:
        urls = self.context.get("thread_urls")
        return thread_url(case) if urls is None else urls.get(case.pk, "")


class ReplyIn(serializers.Serializer):
    body = serializers.CharField(max_length=REPLY_MAX, help_text="Markdown.")
    public = serializers.BooleanField(help_text="False: a note among staff. Customers' own are always public.")


class ReplyOut(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    public = serializers.BooleanField()
    by_staff = serializers.BooleanField()
    body_html = serializers.CharField()
    answer = serializers.SerializerMethodField()
    at = serializers.DateTimeField()

    def get_answer(self, reply: CaseReply) -> str | None:
        """The answer in the thread that this reply became."""
        return f"qa.answer:{reply.answer_id}" if reply.answer_id else None


class CloseIn(serializers.Serializer):
    resolution = serializers.ChoiceField(choices=Case.Resolution.values)
    accept = serializers.BooleanField(default=False, help_text="Accept the company's last answer in the thread.")


class Cases(IdempotentPostMixin, generics.GenericAPIView):
    permission_classes = [CASES]
    pagination_class = CursorPage
    serializer_class = CaseOut
    queryset = Case.objects.none()
    ordering = ("-pk",)

    @extend_schema(operation_id="cases_list", parameters=[OpenApiParameter("state", enum=Case.State.values)], responses=CaseOut(many=True))
    def get(self, request: Request) -> Response:
        """Your cases; all of them, for staff. Newest first."""
        rows = Case.objects.visible_to(request.viewer)
        if state := request.query_params.get("state"):
            if state not in Case.State.values:
                raise exceptions.ValidationError({"state": [_("There is no such state.")]})
            rows = rows.filter(state=state)
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(CaseOut(page, many=True, context={"thread_urls": thread_urls(page)}).data)

    @extend_schema(operation_id="cases_open", request=CaseIn, responses={201: CaseOut, 200: CaseOut})
    def post(self, request: Request) -> Response:
        """Escalate a thread (staff, or its asker), or open your own case. A thread has one case: 200 when it had it already."""
        given = CaseIn(data=request.data)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        if "kind" in asked:
            return _from_thread(request, asked)
        if not throttle.allow("crm.case", request.viewer.user_id, RATE):
            raise exceptions.Throttled(throttle.retry_after(RATE))
        try:
            case = open_from_form(
                request.viewer,
                subject=asked["subject"],
                description=asked["description"],
                product=asked["product"],
                category=asked["category"],
                journey=asked["journey"],
                nonce=new_nonce(),
            )
        except PermissionDenied as error:
            raise exceptions.PermissionDenied(_("Confirm your e-mail address first.")) from error
        return Response(CaseOut(case).data, status=201)


class OneCase(generics.GenericAPIView):
    permission_classes = [CASES]
    serializer_class = CaseOut

    @extend_schema(operation_id="cases_read")
    def get(self, request: Request, case_id: int) -> Response:
        return Response(CaseOut(_load(request, case_id)).data)


class Replies(IdempotentPostMixin, generics.GenericAPIView):
    permission_classes = [CASES]
    pagination_class = CursorPage
    serializer_class = ReplyOut
    queryset = CaseReply.objects.none()
    ordering = ("pk",)

    @extend_schema(operation_id="cases_replies_list", responses=ReplyOut(many=True))
    def get(self, request: Request, case_id: int) -> Response:
        """What was written on a case, oldest first. Private notes are there for staff alone."""
        rows = _load(request, case_id).replies.all()
        if not request.viewer.is_staff:
            rows = rows.filter(public=True)
        return self.get_paginated_response(ReplyOut(self.paginate_queryset(rows), many=True).data)

    @extend_schema(operation_id="cases_reply", request=ReplyIn, responses={201: ReplyOut})
    def post(self, request: Request, case_id: int) -> Response:
        """Reply. An agent's public reply becomes their answer in the case's thread; a private one stays among staff."""
        case = _load(request, case_id)
        given = ReplyIn(data=request.data)
        given.is_valid(raise_exception=True)
        if not request.viewer.may_post:
            raise exceptions.PermissionDenied(_("You can't write at the moment."))
        try:
            reply = reply_to_case(case, request.viewer, **given.validated_data, nonce=new_nonce())
        except PermissionDenied as error:
            raise exceptions.PermissionDenied(_("Only staff write private notes.")) from error
        return Response(ReplyOut(reply).data, status=201)


class Close(IdempotentPostMixin, generics.GenericAPIView):
    permission_classes = [CASES]
    serializer_class = CaseOut

    @extend_schema(operation_id="cases_close", request=CloseIn, responses=CaseOut)
    def post(self, request: Request, case_id: int) -> Response:
        """Close a case (staff). Closing a closed one changes nothing."""
        case = _load(request, case_id)
        given = CloseIn(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            closed = close_case(case, request.viewer, given.validated_data["resolution"], accept=given.validated_data["accept"])
        except PermissionDenied as error:
            raise exceptions.PermissionDenied(_("Only staff close cases.")) from error
        return Response(CaseOut(closed).data)


def _from_thread(request: Request, asked: dict[str, Any]) -> Response:
    kind, id, viewer = asked["kind"], asked["id"], request.viewer
    if kind not in KINDS | {"qa.answer", "qa.comment"}:
        raise exceptions.ValidationError({"kind": [_("Nothing of this kind can become a case.")]})
    try:
        thread = thread_of(kind, id)
        before = thread_case(*thread) if thread else None
        if viewer.is_staff:
            case = escalate_thread(kind, id, viewer, asked["reason"])
        else:
            case = open_for_asker(id if kind in KINDS else 0, viewer, asked["reason"])
    except (NoThread, LookupError) as error:
        raise exceptions.NotFound(_("There is no such thread.")) from error
    except PermissionDenied as error:
        raise exceptions.PermissionDenied(_("Only staff escalate other people's threads.")) from error
    return Response(CaseOut(case).data, status=200 if before else 201)


def _load(request: Request, case_id: int) -> Case:
    return get_object_or_404(Case.objects.visible_to(request.viewer), pk=case_id)
