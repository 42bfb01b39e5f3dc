"""Resolves who is looking, once a request, and speaks their language in their time zone."""

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import structlog
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib import messages
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from requests import RequestException

from accounts.consent import analytics_allowed_by_cookie
from accounts.models import User
from accounts.sessions import note_day
from accounts.social import leaving, name_of, unreachable
from accounts.viewer import viewer_of
from core.viewer import GUEST, Viewer

log = structlog.get_logger(__name__)
# What staff alone use: without the second factor they need, these pages lead to setting it up.
STAFF_DOORS = ("/admin/", "/django-admin/", "/moderation/", "/insights/", "/support/desk/")
FOUND = 302
# No answer, a refusal, or an answer of another shape than the standard's.
TROUBLE = (RequestException, OAuth2Error, LookupError, ValueError, TypeError, AttributeError)


class ViewerMiddleware:
    """Sets ``request.viewer``. Must come after the session, locale and authentication middlewares.

    A guest keeps the language that Django's locale middleware chose; a signed-in person's own wins over it, but not over the language
    that stands in the address itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            if not translation.get_language_from_path(request.path_info):
                translation.activate(user.language)
                request.LANGUAGE_CODE = user.language
            timezone.activate(_zone(user.timezone))
            _note_visit(user)
            note_day(request)
        else:
            timezone.deactivate()
        request.viewer = SimpleLazyObject(lambda: _viewer(request))
        response = self.get_response(request)
        timezone.deactivate()
        return response


def _viewer(request: HttpRequest) -> Viewer:
    if not request.user.is_authenticated:
        return replace(
            GUEST,
            language=translation.get_language() or GUEST.language,
            analytics_consent=analytics_allowed_by_cookie(request),
        )
    return viewer_of(request.user)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _note_visit(user: User) -> None:
    """One write a day and person."""
    today = timezone.now().date()
    if user.last_seen_on != today:
        noted = User.objects.filter(Q(last_seen_on=None) | Q(last_seen_on__lt=today), pk=user.pk)
        noted.update(last_seen_on=today, days_visited=F("days_visited") + 1)


class SecondFactorMiddleware:
    """Leads staff without a second factor to setting it up. It only leads: `viewer_of` and `User.has_perm` are what refuses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(STAFF_DOORS) and request.viewer.lacks_second_factor:
            messages.warning(request, _("Your role has no effect until you set up a second step for signing in."))
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)


class Providers:
    """The ways out to a provider of identity and back.

    Our button is a form, and browsers hold a form's redirects to ``form-action 'self'``: so the answer is a page that goes on by itself. A
    provider that doesn't answer, or not as it should, is told on a page of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        known = [provider.id for provider in registry.get_class_list()]
        self.ways_out = {f"{name}_login" for name in known}
        self.views = self.ways_out | {f"{name}_callback" for name in known}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == FOUND and self._view(request) in self.ways_out:
            return leaving(request, response["Location"])
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, SocialApp.DoesNotExist):
            raise Http404  # a provider that this site has not set up
        view = self._view(request)
        if view not in self.views or not isinstance(exception, TROUBLE):
            return None
        log.warning("provider trouble", view=view, exc_info=exception)
        return unreachable(request, name_of(request.resolver_match.kwargs.get("provider_id", "")))

    @staticmethod
    def _view(request: HttpRequest) -> str:
        match = request.resolver_match
        return (match.url_name if match else "") or ""
