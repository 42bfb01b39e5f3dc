"""Apps, middleware, templates, languages."""

from django.utils.translation import gettext_lazy as _

from config.settings.env import DATA, ROOT, VERSION, env, secret_key
from config.settings.forums import FORUM_APPS, MACHINA_TEMPLATES

DEBUG = env.bool("PLAZA_DEBUG", default=False)
SECRET_KEY = secret_key()
BASE_URL = env.str("PLAZA_BASE_URL", default=f"http://127.0.0.1:{env.int('PLAZA_PORT', default=8000)}").rstrip("/")
ALLOWED_HOSTS = env.list("PLAZA_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
PLAZA_DATA = DATA
PLAZA_VERSION = VERSION

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "insights",
    "notifications",
    "search",
    "gamification",
    "moderation",
    "crm_sync",
    "blog",
    *FORUM_APPS,
    "forums",  # after machina's: its defaults name what those plant
    "kb",
    "qa",
    "accounts",
    "core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.facebook",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.microsoft",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "anymail",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "channels",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.health.Probes",  # before hosts, redirects and sessions
    "django.middleware.security.SecurityMiddleware",
    "config.staticfiles.StaticFiles",
    "config.turns.Turns",
    "django.middleware.gzip.GZipMiddleware",  # pads each answer at random, so its length tells nothing of a secret (BREACH)
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.languages.Languages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.visitor.Visitors",
    "accounts.middleware.ViewerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.policy.ContentSecurityPolicy",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.Providers",
    "accounts.middleware.SecondFactorMiddleware",
    "config.redirects.OldAddresses",
    "config.editor_trouble.EditorTrouble",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates", MACHINA_TEMPLATES],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.face",
            ],
        },
    }
]

LANGUAGE_CODE = env.str("PLAZA_LANGUAGE", default="es")
LANGUAGES = [("es", _("Spanish")), ("pt", _("Portuguese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("PLAZA_TIME_ZONE", default="America/Mexico_City")
