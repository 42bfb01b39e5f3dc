"""Static files and the company's name."""

from pathlib import Path

from config.settings.env import DATA, ROOT, env

COMMUNITY_NAME = env.str("PLAZA_NAME", default="Plaza")
BRAND_COLOUR = env.str("PLAZA_BRAND", default="")

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = Path(env.str("PLAZA_STATIC", default=str(DATA / "static")))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = DATA / "media"
# Serve straight from the source folders: no collectstatic step stands between a clone and a page.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
