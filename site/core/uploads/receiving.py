"""Take a file: bounds, what it really is, pictures made anew, a random name."""

from typing import Literal

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile

from core.characters import clean_line
from core.throttle import allow
from core.uploads import kinds
from core.uploads.decoding import Made, decode
from core.uploads.files import extension_of, forget, new_name, plain_name, store
from core.uploads.models import Upload
from core.uploads.refusals import RefusedUpload, too_large
from core.viewer import Viewer

Purpose = Literal["avatar", "image", "attachment"]

AVATAR_SIDES = (512, 256)
LONGEST_SIDE = 2000
PAGE_SIDE = 3200
ALT_MAX = 250


def receive(file: File, *, purpose: Purpose, by: Viewer, alt: str = "") -> Upload:
    """Keep ``file`` for ``by``, who alone sees it until it is tied to content (an avatar is public at once).

    A picture sent as an attachment becomes a picture.

    Raises:
        RefusedUpload: too large, too many, of a wrong kind, damaged, or ``by`` may not post.
    """
    if by.user_id is None or not by.may_post:
        raise RefusedUpload("not_allowed")
    if not _in_measure(by):
        raise RefusedUpload("too_fast")
    data = _read(file)
    name = plain_name(file.name or "")
    if purpose == "attachment" and not kinds.looks_like_picture(data):
        media_type = kinds.attachment_type(extension_of(name), data)
        return _keep(by.user_id, purpose, [Made(data, media_type, extension_of(name), 0, 0)], name, "")
    sides = [(side, True) for side in AVATAR_SIDES] if purpose == "avatar" else [(LONGEST_SIDE, False)]
    made = decode(data, sides, max_pixels=settings.UPLOADS_MAX_PIXELS)
    return _keep(by.user_id, "avatar" if purpose == "avatar" else "image", made, name, clean_line(alt)[:ALT_MAX])


def cleaned_picture(file: File, *, max_pixels: int | None = None) -> ContentFile:
    """The picture in ``file`` made anew, for the forms of pages: at most 3200 pixels a side, and no metadata. Its name is its own.

    Raises:
        RefusedUpload: as `receive`.
    """
    made = decode(_read(file), [(PAGE_SIDE, False)], max_pixels=max_pixels or settings.UPLOADS_MAX_PIXELS, compatible=True)[0]
    stem = plain_name(file.name or "").rpartition(".")[0] or "picture"
    return ContentFile(made.data, name=f"{stem}.{made.extension}")


def _in_measure(by: Viewer) -> bool:
    newcomer = by.trust == 0 and not by.is_staff
    rates = settings.UPLOADS_RATES_NEWCOMER if newcomer else settings.UPLOADS_RATES
    return all(allow("uploads", by.user_id, rate) for rate in rates)


def _read(file: File) -> bytes:
    if (file.size or 0) > settings.UPLOADS_MAX_BYTES:
        raise too_large(settings.UPLOADS_MAX_BYTES)
    file.seek(0)
    data: bytes = file.read(settings.UPLOADS_MAX_BYTES + 1)
    if len(data) > settings.UPLOADS_MAX_BYTES:
        raise too_large(settings.UPLOADS_MAX_BYTES)
    if not data:
        raise RefusedUpload("empty")
    return data


def _keep(owner_id: int, purpose: Purpose, made: list[Made], original_name: str, alt: str) -> Upload:
    """The first of ``made`` is the upload, the second its smaller copy."""
    names = [new_name(one.extension, (one.width, one.height) if one.width else None) for one in made]
    first = made[0]
    try:
        for name, one in zip(names, made, strict=True):
            store(name, one.data)
        return Upload.objects.create(
            name=names[0],
            small=names[1] if len(names) > 1 else "",
            purpose=purpose,
            owner_id=owner_id,
            original_name=original_name,
            media_type=first.media_type,
            size=sum(len(one.data) for one in made),
            width=first.width or None,
            height=first.height or None,
            alt=alt,
        )
    except Exception:
        forget(*names)
        raise
