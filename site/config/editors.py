"""The doors of Wagtail's admin: who may come in, and that nobody does by a password alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language, override
from django.views.i18n import JavaScriptCatalog
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.users.models import UserProfile
from wagtail.utils.urlpatterns import decorate_urlpatterns

from config.editor_wording import in_scripts

View = Callable[..., Any]
WAGTAILS = {"pt": "pt-br"}  # Wagtail has Portuguese by country only
OPEN = ("sprite", "jsi18n")  # an icon sheet and words for scripts: nothing that anybody may not see


def editors_only(view: View) -> View:
    """Wagtail sends whoever may not come in to the sign-in, over and over if they are signed in: those are told so at once."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        if request.user.is_authenticated:
            _speak_as_person(request)
        return view(request, *args, **kwargs)

    return guarded


def _speak_as_person(request: HttpRequest) -> None:
    """Wagtail takes language and time zone from a profile of its own: it is told those of the page, which are the person's."""
    language = get_language() or settings.LANGUAGE_CODE
    profile = UserProfile.get_for_user(request.user)
    profile.preferred_language = WAGTAILS.get(language, language)
    profile.current_time_zone = timezone.get_current_timezone_name()
    request.user.wagtail_userprofile = profile  # type: ignore[union-attr]


def _language_of(profile: UserProfile) -> str:
    """The person's. Wagtail would take whatever language the moment has: mails of comments went out in the commenter's."""
    return profile.preferred_language or WAGTAILS.get(profile.user.language, profile.user.language)


UserProfile.get_preferred_language = _language_of


def sign_in(request: HttpRequest) -> HttpResponse:
    """Wagtail's own form takes a password and asks no second factor: sign-in is allauth's."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        target = reverse("wagtailadmin_home")
    if request.user.is_authenticated:
        return HttpResponseRedirect(target) if request.user.has_perm("wagtailadmin.access_admin") else _refuse()
    return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")


def reset_password(request: HttpRequest, rest: str = "") -> HttpResponse:
    return redirect("account_reset_password")


class ScriptWords(JavaScriptCatalog):
    """What the editor's scripts say, completed by our catalogs."""

    packages = ["wagtail.admin"]

    def get_catalog(self) -> dict[str, Any]:
        return super().get_catalog() | in_scripts()


def words_for_scripts(request: HttpRequest) -> HttpResponseBase:
    """In the page's language: Wagtail's own view would look into its profile of the person, where the language isn't kept."""
    language = get_language() or settings.LANGUAGE_CODE
    with override(WAGTAILS.get(language, language)):
        return ScriptWords.as_view()(request)


def _refuse() -> HttpResponse:
    raise PermissionDenied


def patterns() -> list[URLPattern | URLResolver]:
    """Wagtail's addresses, with ours standing before its own sign-in, and without the one that fails on purpose."""
    kept = [each for each in wagtailadmin_urls.urlpatterns if str(each.pattern) != "failwhale/"]
    decorate_urlpatterns([each for each in kept if not str(each.pattern).startswith(OPEN)], editors_only)
    return [
        path("jsi18n/", words_for_scripts),
        path("login/", sign_in),
        path("password_reset/", reset_password),
        path("password_reset/<path:rest>", reset_password),
        path("", include(kept)),
    ]
