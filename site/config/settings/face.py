"""Static files and the company's name."""

from pathlib import Path

from config.settings.env import DATA, ROOT, env

COMMUNITY_NAME = env.str("PLAZA_NAME", default="Plaza")
BRAND_COLOUR = env.str("PLAZA_BRAND", default="")

STATIC_URL = "/static/"
# What the server makes of `static/` (one sheet, compressed) stands before it: config/staticfiles.py.
STATIC_BUNDLE = DATA / "bundle"
STATIC_BUNDLE.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [STATIC_BUNDLE, ROOT / "static"]
STATIC_ROOT = Path(env.str("PLAZA_STATIC", default=str(DATA / "static")))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.staticfiles.VersionedStorage"},
}
MEDIA_ROOT = DATA / "media"
# Serve straight from the source folders: no collectstatic step stands between a clone and a page.
WHITENOISE_USE_FINDERS = True
# Addresses carry a version, so a browser may keep what it has.
WHITENOISE_MAX_AGE = 30 * 24 * 3600
