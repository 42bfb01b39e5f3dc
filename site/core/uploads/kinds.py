"""Kinds of files that may be attached, and whether a file is what its name says."""

from collections.abc import Callable
from dataclasses import dataclass

import filetype
from django.conf import settings

from core.uploads.refusals import RefusedUpload

SNIFFED = 8192


def _begins(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(signs)


def _is_text(data: bytes) -> bool:
    """Words of any encoding: nothing that another kind of file begins with, and no zero bytes outside UTF-16."""
    if filetype.guess(data[:SNIFFED]) is not None:
        return False
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in data


@dataclass(frozen=True, slots=True)
class Kind:
    media_type: str
    fits: Callable[[bytes], bool]


_PACKED = _begins(b"PK\x03\x04", b"PK\x05\x06")
KINDS = {
    "pdf": Kind("application/pdf", _begins(b"%PDF-")),
    "txt": Kind("text/plain", _is_text),
    "log": Kind("text/plain", _is_text),
    "csv": Kind("text/csv", _is_text),
    "json": Kind("application/json", _is_text),
    "zip": Kind("application/zip", _PACKED),
    "docx": Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _PACKED),
    "xlsx": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _PACKED),
    "odt": Kind("application/vnd.oasis.opendocument.text", _PACKED),
    "ods": Kind("application/vnd.oasis.opendocument.spreadsheet", _PACKED),
}


def allowed() -> list[str]:
    """Endings that may be attached: what the operator lists, as far as we know how to tell them."""
    return [ending for ending in settings.UPLOADS_ATTACHMENTS if ending in KINDS]


def attachment_type(ending: str, data: bytes) -> str:
    """The media type of an attachment; archives are recognised by their first bytes and never opened.

    Raises:
        RefusedUpload: a kind that isn't taken, or a file that isn't what its name says.
    """
    if ending not in allowed():
        raise RefusedUpload("kind", kinds=", ".join(allowed()))
    if not KINDS[ending].fits(data):
        raise RefusedUpload("not_what_it_says")
    return KINDS[ending].media_type


def looks_like_picture(data: bytes) -> bool:
    """By its first bytes, whatever its name. A drawing in SVG is a program, not a picture."""
    guessed = filetype.guess(data[:SNIFFED])
    return guessed is not None and guessed.mime.startswith("image/")
