"""Who calls the API with a bearer token. (A session is the other way; Django REST framework checks its CSRF token.)"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.actions.make_token import hash_of
from accounts.models import ApiToken, User
from accounts.viewer import viewer_of

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
