"""What becomes of uploads: those that were never used go after a day, a person's own go with the person."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.periodic import periodic
from core.uploads.files import forget
from core.uploads.models import Upload
from core.uploads.tying import is_public

_unsent: list[Callable[[], Iterator[str]]] = []
_BATCH = 200


def keep_while_in(texts: Callable[[], Iterator[str]]) -> None:
    """``texts`` gives what people are still writing (drafts): an upload whose name stands there is kept although nothing shows it yet."""
    _unsent.append(texts)


def forget_unused() -> int:
    """Delete uploads that were tied to nothing for a day and stand in no draft; avatars are tied to their person. Returns how many."""
    before = timezone.now() - timedelta(hours=settings.UPLOADS_UNUSED_HOURS)
    unused = Upload.objects.filter(uses=None, created_at__lt=before).exclude(purpose=Upload.Purpose.AVATAR)
    names = dict(unused.values_list("name", "pk"))
    for texts in _unsent if names else ():
        for text in texts():
            names = {name: pk for name, pk in names.items() if name not in text}
    gone, ids = 0, list(names.values())
    for start in range(0, len(ids), _BATCH):
        with transaction.atomic():
            # Asked again and locked: what was tied in the meantime stays.
            still = list(unused.filter(pk__in=ids[start : start + _BATCH]).select_for_update(of=("self",)))
            gone += _delete(still)
    return gone


@periodic(seconds=3600)
def tidy() -> None:
    forget_unused()


@transaction.atomic
def erase(person_id: int) -> dict[str, int]:
    """Forget a person's avatar and every file of theirs that isn't part of public content; what stays loses its own name.

    Returns how many were ``deleted`` and ``kept``.
    """
    own = list(Upload.objects.filter(owner_id=person_id).prefetch_related("uses"))
    kept = [upload for upload in own if upload.purpose != Upload.Purpose.AVATAR and is_public(upload)]
    Upload.objects.filter(pk__in=[upload.pk for upload in kept]).update(original_name="")
    deleted = _delete([upload for upload in own if upload not in kept])
    return {"deleted": deleted, "kept": len(kept)}


def forget_avatars(owner_id: int, but: Upload | None = None) -> None:
    """Delete a person's pictures of themselves, except ``but``."""
    old = Upload.objects.filter(owner_id=owner_id, purpose=Upload.Purpose.AVATAR)
    _delete(list(old.exclude(pk=but.pk) if but else old))


def _delete(uploads: list[Any]) -> int:
    for upload in uploads:
        forget(upload.name, upload.small)
    Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
    return len(uploads)
