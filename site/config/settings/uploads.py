"""Files that people send: how large, how many, of which kinds, and who hands them out."""

from config.settings.env import env

MEDIA_URL = "/media/"

UPLOADS_MAX_BYTES = env.int("PLAZA_UPLOAD_MB", default=10) * 1024**2
# One request may carry a file and the words around it; editors' multiple upload sends files one by one.
UPLOADS_MAX_BODY = UPLOADS_MAX_BYTES + 2 * 1024**2
# A telephone's 50 megapixels; pictures that aren't JPEG may have half as many. A process of its own decodes them, in at most 384 MB.
UPLOADS_MAX_PIXELS = env.int("PLAZA_UPLOAD_MEGAPIXELS", default=50) * 1_000_000
UPLOADS_ATTACHMENTS = [kind.strip().lower() for kind in env.list("PLAZA_ATTACHMENTS", default=["pdf", "txt", "log", "csv", "zip"])]
UPLOADS_RATES = ["20/m", f"{env.int('PLAZA_UPLOADS_PER_DAY', default=100)}/d"]
UPLOADS_RATES_NEWCOMER = ["5/m", f"{env.int('PLAZA_UPLOADS_PER_DAY_NEW', default=10)}/d"]
UPLOADS_UNUSED_HOURS = 24

# An internal location of nginx over the media folder ("/protected"): Plaza decides, nginx sends the bytes.
X_ACCEL = env.str("PLAZA_X_ACCEL", default="").rstrip("/")

FILE_UPLOAD_HANDLERS = [
    "core.uploads.handlers.LimitedBody",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Pages: Wagtail's own doors for pictures and documents are ours.
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.uploads.page_forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "bmp", "gif", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = UPLOADS_MAX_BYTES
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"webp": "webp"}
WAGTAILDOCS_DOCUMENT_FORM_BASE = "core.uploads.page_forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = UPLOADS_ATTACHMENTS
WAGTAILDOCS_MAX_UPLOAD_SIZE = UPLOADS_MAX_BYTES
