"""Every address of the site, room by room."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from config import appearance, pages


def _module(name):  # TEMPORARY while rooms land
    import importlib

    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(error.name + ".")):
            return None
        raise


def _route(route, name):  # TEMPORARY while rooms land
    return [path(route, include(name))] if _module(name) else []


home, people, styleguide = (_module(f"config.{name}") for name in ("home", "people", "styleguide"))

admin.autodiscover()
# A password alone must never open Django's admin: sign-in goes through allauth.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    *([path("", home.home, name="home")] if home else []),
    *_route("", "config.health"),
    path("robots.txt", pages.robots, name="robots"),
    *_route("", "config.sitemaps"),
    path("jobs/<int:job_id>/", pages.job, name="job"),
    path("appearance/theme/", appearance.theme, name="theme"),
    path("appearance/language/", appearance.language, name="language"),
    path("appearance/brand.css", appearance.brand_css, name="brand"),
    *([path("styleguide/", styleguide.styleguide, name="styleguide")] if styleguide else []),
    *_route("api/v1/", "config.api"),
    path("accounts/", include("allauth.urls")),
    *_route("settings/", "accounts.urls"),
    *([path("people/<str:username>/", people.person, name="person")] if people else []),
    *_route("questions/", "qa.urls"),
    *_route("search/", "search.urls"),
    *_route("leaderboard/", "gamification.urls"),
    *_route("moderation/", "moderation.urls"),
    *_route("support/", "crm_sync.urls"),
    *_route("insights/", "insights.urls"),
    *_route("dev/mail/", "core.dev_mail"),
    path("django-admin/", admin.site.urls),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
