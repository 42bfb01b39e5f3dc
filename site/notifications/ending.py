"""The address behind a mail's "unsubscribe": machines post to it (RFC 8058), people open it."""

from typing import Any

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.renderers import StaticHTMLRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import User
from notifications.actions.prefer import unsubscribe
from notifications.kinds import ALL_MAIL, KINDS, SUMMARIES
from notifications.tokens import read_unsubscribe


@method_decorator(never_cache, "dispatch")
class EndMail(APIView):
    """A POST ends mail of the token's kind at once. Whoever opens the address gets a button: a look ends nothing.

    It looks at no session, so a forged form borrows nobody's rights: what is done is proven by the signed token in the address alone.
    """

    authentication_classes = ()
    permission_classes = ()
    parser_classes = (FormParser, MultiPartParser)
    renderer_classes = (StaticHTMLRenderer,)
    schema = None  # no resource of the API

    def get(self, request: Request, token: str) -> HttpResponse:
        person, kind = _meant(token)
        return self._page(request, person, kind)

    def post(self, request: Request, token: str) -> HttpResponse:
        person, kind = _meant(token)
        if request.data.get("what") == ALL_MAIL:
            kind = ALL_MAIL
        unsubscribe(person.pk, kind)
        return self._page(request, person, kind)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Mail services ask for all sorts of answers; there is one."""
        return super().perform_content_negotiation(request, force=True)

    def handle_exception(self, exc: Exception) -> Any:
        """People meet the site's own page for what isn't there."""
        if isinstance(exc, Http404):
            raise exc
        return super().handle_exception(exc)

    def _page(self, request: Request, person: User, kind: str) -> HttpResponse:
        with translation.override(person.language):
            label = _("Summaries") if kind == SUMMARIES else KINDS[kind].label if kind in KINDS else ""
            told = {"done": request.method == "POST", "label": label, "settings_url": reverse("notification_settings")}
            return render(request._request, "notifications/unsubscribe.html", told)


def _meant(token: str) -> tuple[User, str]:
    """Whose mail of which kind the token speaks of.

    Raises:
        Http404: it is not one of ours.
    """
    try:
        person_id, kind = read_unsubscribe(token)
    except (signing.BadSignature, ValueError, TypeError):
        raise Http404 from None
    return get_object_or_404(User, pk=person_id), kind
