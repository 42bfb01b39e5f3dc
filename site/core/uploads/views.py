"""``/uploads/``: send a file, and get one that one may see."""

from typing import get_args

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.text import IMAGES_FROM_TRUST
from core.uploads.files import path_of
from core.uploads.forms import UploadForm
from core.uploads.kinds import allowed
from core.uploads.models import Upload
from core.uploads.receiving import Purpose, receive
from core.uploads.refusals import RefusedUpload
from core.uploads.serving import file_response
from core.uploads.tying import is_public, may_see
from core.viewer import Viewer


@require_safe
def show_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file, to those who may see a content in which it stands; to all others there is nothing here."""
    upload = Upload.objects.filter(name=name).prefetch_related("uses").first() or Upload.objects.filter(small=name).first()
    if upload is None:
        raise Http404
    public = is_public(upload)
    if not public and not may_see(request.viewer, upload):
        raise Http404
    return file_response(request, path_of(name), media_type=upload.media_type, public=public, file_name=upload.original_name)


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """The editor's own door: field ``file``, with ``purpose`` (image or attachment) and ``alt``; JSON either way."""
    if request.method != "POST":
        return redirect("uploads:new")
    try:
        return JsonResponse(described(_received(request), request.viewer), status=201)
    except RefusedUpload as refusal:
        return JsonResponse({"code": refusal.code, "error": refusal.message}, status=refusal.status)


@require_http_methods(["GET", "POST"])
def send_page(request: HttpRequest) -> HttpResponse:
    """The same without JavaScript: a form that answers with the Markdown to paste."""
    if request.viewer.is_guest:
        return redirect_to_login(reverse("uploads:new"))
    form = UploadForm(request.POST or None, request.FILES or None)
    sent: dict[str, object] | None = None
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            sent, form = described(_received(request), request.viewer), UploadForm()
        except RefusedUpload as refusal:
            form.add_error("file", refusal.message)
            status = refusal.status
    elif request.method == "POST":
        status = 422
    return render(request, "uploads/new.html", {"form": form, "sent": sent, "kinds": allowed()}, status=status)


def described(upload: Upload, by: Viewer) -> dict[str, object]:
    """What editors and the API's clients are told of a new upload."""
    newcomer = upload.is_picture and by.trust < IMAGES_FROM_TRUST
    return {
        "url": upload.get_absolute_url(),
        "name": upload.original_name,
        "media_type": upload.media_type,
        "size": upload.size,
        "width": upload.width,
        "height": upload.height,
        "alt": upload.alt,
        "markdown": upload.markdown,
        "note": _("While you are new here, others see a link to your picture.") if newcomer else "",
    }


def _received(request: HttpRequest) -> Upload:
    if request.viewer.is_guest:
        raise RefusedUpload("sign_in")
    file = request.FILES.get("file")
    if file is None:
        raise RefusedUpload("empty")
    asked = request.POST.get("purpose", "attachment")
    purpose: Purpose = asked if asked in get_args(Purpose) and asked != "avatar" else "attachment"  # type: ignore[assignment]
    return receive(file, purpose=purpose, by=request.viewer, alt=request.POST.get("alt", ""))
