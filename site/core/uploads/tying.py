"""Which content an upload belongs to, and so who may see it."""

import re
from collections.abc import Callable, Iterable
from html import unescape

from django.conf import settings

from core.content import content
from core.uploads.models import Upload, UploadUse
from core.viewer import GUEST, Viewer

MaySee = Callable[[int, Viewer], bool]
_readers: dict[str, MaySee] = {}
_ADDRESS = re.compile(r'(?:src|href)="([^"]*?)/uploads/([0-9a-f]{24}[^"/?#]{0,36})"')


def provide_readers(kind: str, may_see: MaySee) -> None:
    """For content without an adapter (`core.content`), such as cases: ``may_see(object_id, viewer)`` answers for its uploads."""
    _readers[kind] = may_see


def tie(kind: str, object_id: int, html: str, *, by: Viewer) -> None:
    """The uploads whose addresses stand in ``html`` belong to this content from now on, as far as ``by`` sent them.

    Call it in the content's transaction. What an earlier version showed stays tied: versions are kept, too.
    """
    if by.user_id is None or not (names := names_in(html)):
        return
    own = Upload.objects.filter(name__in=names, owner_id=by.user_id).exclude(purpose=Upload.Purpose.AVATAR).values_list("pk", flat=True)
    uses = [UploadUse(upload_id=upload_id, kind=kind, object_id=object_id) for upload_id in own]
    UploadUse.objects.bulk_create(uses, ignore_conflicts=True)


def attach(kind: str, object_id: int, uploads: Iterable[Upload]) -> None:
    """These uploads belong to that content beside its text; call it in the content's transaction."""
    uses = [UploadUse(upload=upload, kind=kind, object_id=object_id) for upload in uploads]
    UploadUse.objects.bulk_create(uses, ignore_conflicts=True)


def attached(kind: str, object_id: int) -> list[Upload]:
    return list(Upload.objects.filter(uses__kind=kind, uses__object_id=object_id).order_by("pk"))


def names_in(html: str) -> set[str]:
    """Names of uploads of this site that are shown or linked in ``html``."""
    here = {"", settings.BASE_URL}
    return {name for base, name in _ADDRESS.findall(unescape(html)) if base in here}


def may_see(viewer: Viewer, upload: Upload) -> bool:
    """An avatar is everybody's; an upload is its owner's, and theirs who may see a content in which it stands."""
    if upload.purpose == Upload.Purpose.AVATAR or (upload.owner_id == viewer.user_id and not viewer.is_guest):
        return True
    return any(_sees(viewer, use) for use in upload.uses.all())


def is_public(upload: Upload) -> bool:
    return may_see(GUEST, upload)


def _sees(viewer: Viewer, use: UploadUse) -> bool:
    if use.kind in _readers:
        return _readers[use.kind](use.object_id, viewer)
    return use.kind in content and content[use.kind].card(use.object_id, viewer) is not None
