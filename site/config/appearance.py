"""How the site looks and speaks to one browser: theme, language, and the company's colour."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from accounts.actions.set_appearance import set_language, set_theme

THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600
# A colour and nothing else: what stands here is served as CSS.
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|(?:oklch|rgb|hsl)\([0-9a-z.,%/ +-]{3,40}\)")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device says. A person's choice goes with them; a guest's stays in the browser."""
    chosen = request.POST.get("theme", "")
    response = _back(request)
    if chosen in THEMES:
        if request.user.is_authenticated:
            set_theme(request.user, chosen)
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    response = _back(request)
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        if request.user.is_authenticated:
            set_language(request.user, chosen)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response


@cache_control(max_age=YEAR, public=True)
def brand_css(request: HttpRequest) -> HttpResponse:
    """The one line of CSS that a company sets; the page links it with the colour in the address, so it never goes stale."""
    colour = brand()
    return HttpResponse(f":root {{ --brand: {colour}; }}\n" if colour else "", content_type="text/css")


@cache_control(max_age=YEAR, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this name on pages that are not ours (Django's admin)."""
    return HttpResponseRedirect(static("icons/mark.svg"))


def brand() -> str:
    """The company's colour, or nothing when none (or something else) is set."""
    colour = settings.BRAND_COLOUR.strip()
    return colour if COLOUR.fullmatch(colour) else ""


def _back(request: HttpRequest) -> HttpResponse:
    """To the page that the form was on, never to another site."""
    target = request.POST.get("next") or request.headers.get("Referer") or "/"
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        target = "/"
    return HttpResponseRedirect(target)
