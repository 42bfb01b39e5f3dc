"""The file that a person asked for: made by a job, kept for a day in the data folder, one for each person."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from config.privacy.export import export
from core.jobs import Progress

KIND = "config.export_own_data"
KEPT = timedelta(hours=24)


def path_of(person_id: int | None) -> Path:
    return settings.PLAZA_DATA / "exports" / f"{person_id}.zip"


def kept_until(person_id: int | None) -> datetime | None:
    """None when there is no file, or its day is over."""
    try:
        until = datetime.fromtimestamp(path_of(person_id).stat().st_mtime, UTC) + KEPT
    except FileNotFoundError:
        return None
    return until if until > timezone.now() else None


def make(person_id: int, progress: Progress) -> None:
    """Write the file; it appears when it is complete. Of somebody who left meanwhile there is nothing to write."""
    target = path_of(person_id)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    draft = target.with_suffix(f".{uuid4().hex}")
    try:
        export(User.objects.get(pk=person_id), draft, step=progress.step)
        if not User.objects.filter(pk=person_id, anonymised_at=None).exists():
            return
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def remove(person_id: int) -> None:
    path_of(person_id).unlink(missing_ok=True)


def remove_old() -> None:
    before = (timezone.now() - KEPT).timestamp()
    for path in path_of(None).parent.glob("*.*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
