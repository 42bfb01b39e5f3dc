"""How the site looks and speaks to one browser: theme, language, and the company's colour."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from accounts.actions.set_appearance import set_language, set_theme
from config.translations import translated
from core import brand

THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600
SYSTEM_FONT = 'system-ui, "Segoe UI", Roboto, sans-serif'


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
    """The reader's language from now on; a page that editors wrote is left for its translation, or for the
    nearest page above that has one."""
    chosen = request.POST.get("language", "")
    response = _back(request, chosen)
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        if request.user.is_authenticated:
            set_language(request.user, chosen)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response


@cache_control(max_age=YEAR, public=True)
def brand_css(request: HttpRequest) -> HttpResponse:
    """What a company sets of the style; the page links it with that in the address, so it never goes stale."""
    company = brand.current()
    colour = f":root {{ --brand: {company.colour}; }}\n" if company.colour else ""
    font = f":root {{ --font: {SYSTEM_FONT}; }}\n" if company.system_font else ""
    return HttpResponse(colour + font, content_type="text/css")


@cache_control(max_age=YEAR, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this name on pages that are not ours (Django's admin)."""
    return HttpResponseRedirect(static("icons/mark.svg"))


def face_version(company: brand.Brand) -> str:
    """What `brand_css` depends on; empty when the company sets none of it."""
    return f"{company.colour}{'-system' if company.system_font else ''}"


def _back(request: HttpRequest, language: str = "") -> HttpResponse:
    """To the page that the form was on, in ``language`` if it has one in its address; never to another site."""
    target = request.POST.get("next") or request.headers.get("Referer") or "/"
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        target = "/"
    return HttpResponseRedirect(translated(target, language, request.viewer) if language in dict(settings.LANGUAGES) else target)
