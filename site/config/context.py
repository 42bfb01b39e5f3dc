"""What every template may use: the company's face, the places of the navigation, and the viewer."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.consent import choice_of
from accounts.models import User
from config.appearance import THEMES, face_version
from core import brand

HTML_LANG = {"es": "es", "pt": "pt-BR", "en": "en"}
LANGUAGE_NAMES = [("es", "Español"), ("pt", "Português"), ("en", "English")]
PLACES = [
    {"url": "/questions/", "label": _("Questions")},
    {"url": "/forums/", "label": _("Forums")},
    {"url": "/kb/", "label": _("Help")},
    {"url": "/blog/", "label": _("Blog")},
    {"url": "/contests/", "label": _("Contests")},
]
MORE_PLACES = [
    {"url": "/leaderboard/", "label": _("Leaderboard")},
    {"url": "/support/", "label": _("Support")},
]
DESK = {"url": "/moderation/", "label": _("Moderation desk"), "icon": "inbox"}
CASES = {"url": "/support/desk/", "label": _("Cases"), "icon": "life-buoy"}
INSIGHTS = {"url": "/insights/", "label": _("Insights"), "icon": "chart-no-axes-column"}
SUGGESTIONS = {"url": "/search/manage/rules/", "label": _("Suggestions and search"), "icon": "lightbulb"}


def face(request: HttpRequest) -> dict[str, Any]:
    """Costs no query for a guest while the company's face is in the cache.

    It also serves error pages, so it takes whatever of the request is there.
    """
    viewer = getattr(request, "viewer", None)
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) or (user is not None and user.is_authenticated) else None
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    company = brand.current()
    return {
        "community_name": company.name,
        "base_url": settings.BASE_URL,
        "viewer": viewer,
        "canonical_url": f"{settings.BASE_URL}{request.path}",
        "face": {
            "name": company.name,
            "tagline": company.tagline,
            "logo": company.logo,
            "phone": company.phone,
            "hours": company.hours,
            "links": company.links,
            "system_font": company.system_font,
            "css_version": face_version(company),
            "sprite": static("icons/sprite.svg"),
            "lang": language,
            "html_lang": HTML_LANG.get(language, language),
            "languages": LANGUAGE_NAMES,
            "theme": _theme(request, person),
            "person": person,
            "sign_in_url": _sign_in_url(request),
            "places": PLACES,
            "more_places": MORE_PLACES,
            "staff_places": _staff_places(viewer) if person else [],
            "ask_consent": not choice_of(request),
        },
    }


def _sign_in_url(request: HttpRequest) -> str:
    """Back to this page afterwards, unless it is one of the sign-in's own."""
    address = reverse("account_login")
    if request.method != "GET" or request.path.startswith("/accounts/"):
        return address
    return f"{address}?{urlencode({'next': request.get_full_path()})}"


def _theme(request: HttpRequest, person: Any) -> str:
    chosen = person.theme if person else request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else "auto"


def _staff_places(viewer: Any) -> list[dict[str, Any]]:
    if viewer is None or not viewer.is_staff:
        return []
    return [*([DESK] if viewer.is_moderator else []), CASES, INSIGHTS, *([SUGGESTIONS] if viewer.is_manager else [])]
