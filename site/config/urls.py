"""Every address of the site, room by room."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.views import serve

from accounts.completing import complete_people
from config import appearance, editors, home, pages, people, person_feed, sharing, styleguide
from config.privacy.views import close_account, own_data, own_data_file
from notifications.views import preferences as notification_settings

admin.autodiscover()
# A password alone must never open Django's admin: sign-in goes through allauth.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("config.health")),
    path("robots.txt", pages.robots, name="robots"),
    path("opensearch.xml", pages.opensearch, name="opensearch"),
    path("feeds/", pages.feeds, name="feeds"),
    path("share/<str:kind>/<str:id>/<slug:asked>.png", sharing.share, name="share"),
    path("", include("config.sitemaps")),
    path("jobs/<int:job_id>/", pages.job, name="job"),
    path("favicon.ico", appearance.favicon, name="favicon"),
    path("appearance/theme/", appearance.theme, name="theme"),
    path("appearance/language/", appearance.language, name="language"),
    path("appearance/brand.css", appearance.brand_css, name="brand"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("api/v1/", include("config.api")),
    path("accounts/sessions/", RedirectView.as_view(pattern_name="settings:sessions")),
    path("accounts/", include("allauth.urls")),
    path("settings/notifications/", notification_settings, name="notification_settings"),
    path("settings/privacy/data/", own_data, name="own_data"),
    path("settings/privacy/data/file/", own_data_file, name="own_data_file"),
    path("settings/privacy/close/", close_account, name="close_account"),
    path("settings/", include("accounts.urls")),
    path("people/complete/", complete_people, name="complete_people"),
    path("people/<str:username>/", people.person, name="person"),
    path("people/<str:username>/feed/", person_feed.PersonFeed(), name="person_feed"),
    path("questions/", include("qa.urls")),
    path("forums/", include("forums.urls")),
    path("kb/", include("kb.urls")),
    path("blog/", include("blog.urls")),
    path("uploads/", include("core.uploads.urls")),
    path("", include("core.uploads.page_urls")),
    path("search/", include("search.urls")),
    path("leaderboard/", include("gamification.urls")),
    path("badges/", include("gamification.badges.urls")),
    path("contests/", include("gamification.contests.urls")),
    path("notifications/", include("notifications.urls")),
    *([path("anymail/", include("anymail.urls"))] if settings.MAIL_PROVIDER else []),
    path("moderation/", include("moderation.urls")),
    path("support/", include("crm_sync.urls")),
    path("insights/", include("insights.urls")),
    path("dev/mail/", include("core.dev_mail")),
    path("admin/", include(editors.patterns())),
    path("django-admin/", admin.site.urls),
    # Last: pages that editors write, below the prefix of their language.
    # Wagtail's own list of addresses also has a sign-in that asks for a password alone: it is not taken.
    *i18n_patterns(re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler429 = "config.errors.too_many"  # allauth's
handler500 = "config.errors.server_error"
