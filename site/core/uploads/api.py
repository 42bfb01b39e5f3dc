"""Uploads as a resource: send a file, get its address and the Markdown that shows it."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import HasScope, IdempotentPostMixin, ProblemError
from core.uploads.receiving import ALT_MAX, receive
from core.uploads.refusals import RefusedUpload
from core.uploads.views import described


class UploadIn(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True)
    purpose = serializers.ChoiceField(choices=["image", "attachment"], default="attachment", help_text="`image` refuses all but pictures.")
    alt = serializers.CharField(max_length=ALT_MAX, required=False, default="", allow_blank=True, help_text="What the picture shows.")


class UploadOut(serializers.Serializer):
    url = serializers.CharField(help_text="Yours alone until it stands in something that you publish; unused ones go after a day.")
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    alt = serializers.CharField()
    markdown = serializers.CharField()
    note = serializers.CharField()


class Uploads(IdempotentPostMixin, APIView):
    permission_classes = [HasScope("write:uploads")]
    parser_classes = [MultiPartParser]

    @extend_schema(request={"multipart/form-data": UploadIn}, responses={201: UploadOut}, summary="Send a picture or a file")
    def post(self, request: Request) -> Response:
        given = UploadIn(data=request.data)
        given.is_valid(raise_exception=True)
        told: dict[str, Any] = given.validated_data
        try:
            upload = receive(told["file"], purpose=told["purpose"], by=request.viewer, alt=told["alt"])
        except RefusedUpload as refusal:
            raise ProblemError(refusal.status, refusal.message, refusal.code) from refusal
        return Response(described(upload, request.viewer), status=201)


urlpatterns = [path("uploads/", Uploads.as_view(), name="uploads")]
