"""Where uploads lie: below ``uploads/`` of the default storage, under names that tell nothing but a picture's size."""

import re
import secrets
from functools import partial
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

NAME = re.compile(r"[0-9a-f]{24}(?:-(\d{1,4})x(\d{1,4}))?\.[a-z0-9]{1,8}")


def new_name(extension: str, size: tuple[int, int] | None = None) -> str:
    """A name that nobody guesses. A picture's says how large it is, so that a page keeps its place without asking the database."""
    return f"{secrets.token_hex(12)}{f'-{size[0]}x{size[1]}' if size else ''}.{extension}"


def path_of(name: str) -> str:
    return f"uploads/{name[:2]}/{name}"


def store(name: str, data: bytes) -> None:
    kept = default_storage.save(path_of(name), ContentFile(data))
    if kept != path_of(name):
        raise RuntimeError(f"{name} was taken")


def forget(*names: str) -> None:
    """Delete these files once the transaction has committed; without one, at once."""
    for name in names:
        if name:
            transaction.on_commit(partial(default_storage.delete, path_of(name)))


def extension_of(file_name: str) -> str:
    return PurePath(file_name).suffix.lower().lstrip(".")


def plain_name(file_name: str, longest: int = 150) -> str:
    """The file's own name as its sender sees it: no folder, nothing invisible."""
    name = re.split(r"[\\/]", file_name)[-1]
    name = "".join(sign for sign in name if sign.isprintable()).strip()
    ending = PurePath(name).suffix[:12]
    return name if len(name) <= longest else name[: longest - len(ending)] + ending
