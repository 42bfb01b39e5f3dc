"""Answers with a file of the storage: nothing in it is ever active, and caches keep only what everybody may see."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

INLINE = {"image/webp", "image/png", "image/jpeg"}
YEAR = 365 * 24 * 3600
# A proxy asks again after a minute, for what is public now may be hidden then; a browser that has seen it has seen it.
PUBLIC = f"public, max-age={YEAR}, s-maxage=60, immutable"
PRIVATE = "private, no-cache"


def file_response(request: HttpRequest, path: str, *, media_type: str, public: bool, file_name: str = "") -> HttpResponseBase:
    """The file at ``path`` of the default storage; whoever calls has asked who may see it.

    Pictures that we made are shown, all else is downloaded as ``file_name``.
    """
    tag = f'"{path.rpartition("/")[2]}"'
    response: HttpResponseBase
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    elif settings.X_ACCEL:
        response = HttpResponse(headers={"X-Accel-Redirect": f"{settings.X_ACCEL}/{path}"})
    else:
        try:
            response = FileResponse(default_storage.open(path))
        except FileNotFoundError as error:
            raise Http404 from error
    shown = media_type in INLINE
    response["Content-Type"] = media_type
    response["Content-Disposition"] = content_disposition_header(not shown, file_name or path.rpartition("/")[2]) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = PUBLIC if public else PRIVATE
    response["ETag"] = tag
    # As it is: compressing a picture again only costs time.
    response["Content-Encoding"] = "identity"
    return response
