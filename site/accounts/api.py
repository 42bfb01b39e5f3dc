"""One's own API tokens, and how the schema describes them."""

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actions.make_token import make_token, revoke_token
from accounts.authentication import TokenAuthentication
from accounts.models import ApiToken, User
from accounts.scopes import SCOPES
from core.api import CursorPage, HasScope, IdempotentPostMixin


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token made at /settings/tokens/."}


class TokenOut(serializers.ModelSerializer):
    scopes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = ApiToken
        fields = ["id", "name", "start", "scopes", "created_at", "last_used"]
        read_only_fields = fields


class TokenMade(TokenOut):
    key = serializers.CharField(read_only=True, help_text="Shown this once.")

    class Meta(TokenOut.Meta):
        fields = [*TokenOut.Meta.fields, "key"]


class TokenIn(serializers.Serializer):
    name = serializers.CharField(max_length=80)
    scopes = serializers.MultipleChoiceField(choices=list(SCOPES.items()), allow_empty=False)


class Tokens(IdempotentPostMixin, generics.GenericAPIView):
    permission_classes = [HasScope("admin", reading="admin")]
    pagination_class = CursorPage
    serializer_class = TokenOut
    queryset = ApiToken.objects.none()
    ordering = ("-pk",)
    said_once = ("key",)

    @extend_schema(operation_id="tokens_list", responses=TokenOut(many=True))
    def get(self, request: Request) -> Response:
        """Your tokens, newest first."""
        page = self.paginate_queryset(ApiToken.objects.filter(person=request.viewer.user_id))
        return self.get_paginated_response(TokenOut(page, many=True).data)

    @extend_schema(operation_id="tokens_make", request=TokenIn, responses={201: TokenMade})
    def post(self, request: Request) -> Response:
        """A new token for yourself. A token can't make one that may do more than itself."""
        wanted = TokenIn(data=request.data)
        wanted.is_valid(raise_exception=True)
        scopes = wanted.validated_data["scopes"]
        if request.auth is not None and not set(scopes) <= set(request.auth.scopes):
            raise exceptions.ValidationError({"scopes": [_("A token can't give more than it has.")]})
        person = User.objects.get(pk=request.user.pk)
        token, key = make_token(person, wanted.validated_data["name"], scopes)
        return Response({**TokenOut(token).data, "key": key}, status=201)


class Token(APIView):
    permission_classes = [HasScope("admin", reading="admin")]

    @extend_schema(operation_id="tokens_revoke", responses={204: None})
    def delete(self, request: Request, token_id: int) -> Response:
        """Revoke one of your tokens."""
        revoke_token(get_object_or_404(ApiToken, pk=token_id, person=request.viewer.user_id))
        return Response(status=204)


urlpatterns = [
    path("tokens/", Tokens.as_view(), name="tokens"),
    path("tokens/<int:token_id>/", Token.as_view(), name="token"),
]
