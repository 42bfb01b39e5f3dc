"""Pictures and documents of pages (Wagtail's media): who may see the page may see what stands in it, and nobody else.

The page is found through Wagtail's index of references, which knows what the published version shows. What no page shows is for editors.
"""

from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex

from core.pictures import Picture, PictureRendition
from core.uploads.serving import file_response
from core.viewer import GUEST, Viewer

_TYPES = {"webp": "image/webp", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
_OTHER = "application/octet-stream"


@require_safe
def show_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A rendition, to the readers of a page that shows its picture; originals and the rest of the folder to editors alone."""
    rendition = PictureRendition.objects.filter(file=path).select_related("image").first()
    picture = rendition.image if rendition else Picture.objects.filter(file=path).first()
    if picture is None:
        raise Http404
    public = rendition is not None and stands_where(picture, GUEST)
    if not public and not _is_editor(request) and (rendition is None or not stands_where(picture, request.viewer, request)):
        raise Http404
    return file_response(request, path, media_type=_TYPES.get(path.rpartition(".")[2].lower(), _OTHER), public=public)


@require_safe
def show_document(request: HttpRequest, document_id: str, file_name: str) -> HttpResponseBase:
    """A document, always as a download, to the readers of a page that links to it and of its collection."""
    document = get_document_model().objects.filter(pk=document_id).select_related("collection").first()
    if document is None or document.filename != file_name:
        raise Http404
    restrictions = list(document.collection.get_view_restrictions())
    public = not restrictions and stands_where(document, GUEST)
    open_here = all(restriction.accept_request(request) for restriction in restrictions)
    if not public and not _is_editor(request) and not (open_here and stands_where(document, request.viewer, request)):
        raise Http404
    return file_response(request, document.file.name, media_type=_OTHER, public=public, file_name=file_name)


def stands_where(thing: Model, viewer: Viewer, request: HttpRequest | None = None) -> bool:
    """Whether ``viewer`` may see something in which ``thing`` stands.

    A room says who sees its pages with ``visible_to`` on their manager; other pages are those that are published and that Wagtail
    doesn't close; the site's own settings (logo, cards for sharing) are everybody's. Anything else shows nothing.
    """
    references = ReferenceIndex.get_references_to(thing).values_list("content_type", "object_id").distinct().order_by("content_type")
    return any(
        _seen(ContentType.objects.get_for_id(kind).model_class(), [pk for _kind, pk in rows], viewer, request)
        for kind, rows in groupby(references, key=lambda row: row[0])
    )


def _seen(model: Any, ids: list[str], viewer: Viewer, request: HttpRequest | None) -> bool:
    if model is None:
        return False
    if hasattr(model._default_manager, "visible_to"):
        return bool(model._default_manager.visible_to(viewer).filter(pk__in=ids).exists())
    if issubclass(model, BaseSiteSetting | BaseGenericSetting):
        return True
    if not issubclass(model, Page):
        return False
    pages = model.objects.live().filter(pk__in=ids)
    if request is None:
        return bool(pages.public().exists())
    return any(all(restriction.accept_request(request) for restriction in page.get_view_restrictions()) for page in pages)


def _is_editor(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin")
