"""Resolves who is looking, once a request, and speaks their language in their time zone."""

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from accounts.consent import analytics_allowed_by_cookie
from accounts.models import User
from accounts.viewer import viewer_of
from core.viewer import GUEST, Viewer


class ViewerMiddleware:
    """Sets ``request.viewer``. Must come after the session, locale and authentication middlewares.

    A guest keeps the language that Django's locale middleware chose; a signed-in person's own wins over it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
            timezone.activate(_zone(user.timezone))
            _note_visit(user)
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
