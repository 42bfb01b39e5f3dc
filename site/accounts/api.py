"""Who calls the API (a session or a bearer token), and the resource of one's own tokens."""

from datetime import timedelta

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import authentication, exceptions, generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actions.make_token import hash_of, make_token, revoke_token
from accounts.models import ApiToken, User
from accounts.scopes import SCOPES
from accounts.viewer import viewer_of
from core.api import CursorPage, HasScope, IdempotentPostMixin

LAST_USED_EVERY = timedelta(minutes=5)


class TokenAuthentication(authentication.BaseAuthentication):
    """``Authorization: Bearer plz_…``. The token's person becomes ``request.viewer``, whatever session the request carries."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != self.keyword.lower():
            return None
        token = ApiToken.objects.select_related("person").filter(hash=hash_of(key.strip())).first()
        if token is None or not token.person.is_active:
            raise exceptions.AuthenticationFailed(_("This token isn't valid."))
        note_use(token)
        request._request.viewer = viewer_of(token.person)
        translation.activate(token.person.language)
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        return self.keyword


def note_use(token: ApiToken) -> None:
    """One write in five minutes at most."""
    now = timezone.now()
    stale = Q(last_used=None) | Q(last_used__lt=now - LAST_USED_EVERY)
    if token.last_used is None or token.last_used < now - LAST_USED_EVERY:
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used=now)


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
        token, key = make_token(request.user, wanted.validated_data["name"], scopes)
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
