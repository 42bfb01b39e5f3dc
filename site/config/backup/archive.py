"""The archive: a zip of one file a table, the uploads, and a manifest that says what must be in it."""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.apps import apps
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from config.backup import tables

FORMAT = 1
MANIFEST = "manifest.json"
PIECE = 1 << 20
COPY = "backup"  # the alias of the copy that is read

Say = Callable[[str], None]


class NotRestored(Exception):
    """Why nothing was changed, in a sentence for the operator."""


@dataclass(slots=True)
class Manifest:
    """``tables``: rows and digest by model; ``files``: digest by path below the media folder."""

    made_at: str
    migrations: list[str]
    tables: dict[str, tuple[int, str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


def backup(target: Path, say: Say) -> Manifest:
    """Write all of the site to ``target``, which appears when it is complete. People go on reading and writing meanwhile."""
    draft = target.with_name(f".{target.name}.unfinished")
    with _moment() as using, ZipFile(draft, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        manifest = Manifest(timezone.now().isoformat(), tables.migrations_applied(using))
        for model in tables.kept_models():
            label = model._meta.label
            count, total = 0, sha256()
            with archive.open(f"tables/{label}.jsonl", "w", force_zip64=True) as out:
                for line in tables.lines(model, using):
                    out.write(line)
                    total.update(line)
                    count += 1
            manifest.tables[label] = (count, total.hexdigest())
        say(f"{sum(count for count, _digest in manifest.tables.values())} rows of {len(manifest.tables)} tables")
        for path in _media():
            name = path.relative_to(settings.MEDIA_ROOT).as_posix()
            archive.write(path, f"media/{name}")
            manifest.files[name] = _digest_of(path)
        say(f"{len(manifest.files)} files")
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    draft.replace(target)
    return manifest


def restore(source: Path, say: Say, *, replace: bool = False) -> Manifest:
    """Make this site what ``source`` holds; all of it or nothing.

    Raises:
        NotRestored: the file is damaged or of another release, or this site has people and ``replace`` is not set.
    """
    try:
        with ZipFile(source) as archive, tempfile.TemporaryDirectory(dir=settings.PLAZA_DATA) as folder:
            manifest = _read_manifest(archive)
            _check(manifest, replace)
            media = Path(folder) / "media"
            _unpack_media(archive, manifest, media)
            with transaction.atomic():
                _fill(archive, manifest)
                tables.reset_sequences("default")
                _compare(manifest)
            say(f"{sum(count for count, _digest in manifest.tables.values())} rows of {len(manifest.tables)} tables, digests agree")
            _put_media(media, Path(folder))
            say(f"{len(manifest.files)} files, digests agree")
            return manifest
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise NotRestored(f"{source} can't be read as a backup: {error}") from error


@contextmanager
def _moment() -> Iterator[str]:
    """A database alias that shows the site as it is now, however long the reading takes."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield "default"
        return
    # A transaction of ours would hold SQLite's one write lock; its own online copy waits for nobody.
    with tempfile.TemporaryDirectory(dir=settings.PLAZA_DATA) as folder:
        copy = Path(folder) / "copy.sqlite3"
        copy_sqlite(copy)
        connections.databases[COPY] = {**connections.databases["default"], "NAME": str(copy)}
        try:
            yield COPY
        finally:
            connections[COPY].close()
            del connections[COPY]
            del connections.databases[COPY]


def copy_sqlite(target: Path) -> None:
    """A consistent copy of the database file, made while others write."""
    with sqlite3.connect(connection.settings_dict["NAME"]) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    source.close()
    copy.close()


def _media() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT)
    return (path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink())


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        total = sha256()
        while piece := file.read(PIECE):
            total.update(piece)
    return total.hexdigest()


def _read_manifest(archive: ZipFile) -> Manifest:
    facts: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if facts.get("format") != FORMAT:
        raise NotRestored(f"this release reads backups of format {FORMAT}, not {facts.get('format')}")
    return Manifest(**facts | {"tables": {label: tuple(values) for label, values in facts["tables"].items()}})


def _check(manifest: Manifest, replace: bool) -> None:
    here = tables.migrations_applied("default")
    if here != manifest.migrations:
        more, fewer = set(here) - set(manifest.migrations), set(manifest.migrations) - set(here)
        raise NotRestored(
            "the backup was made by another release: restore it with that one, then upgrade"
            f" (only here: {', '.join(sorted(more)) or 'nothing'}; only in the backup: {', '.join(sorted(fewer)) or 'nothing'})"
        )
    if apps.get_model(settings.AUTH_USER_MODEL)._default_manager.exists() and not replace:
        raise NotRestored("this site has people already; --replace puts the backup in place of everything that is here")


def _unpack_media(archive: ZipFile, manifest: Manifest, folder: Path) -> None:
    folder.mkdir()
    for name, expected in manifest.files.items():
        pure = PurePosixPath(name)
        if pure.is_absolute() or ".." in pure.parts:
            raise NotRestored(f"the backup names a file outside its folder: {name}")
        target = folder / pure
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(f"media/{name}") as packed, target.open("wb") as out:
            shutil.copyfileobj(packed, out, PIECE)
        if _digest_of(target) != expected:
            raise NotRestored(f"the file {name} is not what was backed up")


def _fill(archive: ZipFile, manifest: Manifest) -> None:
    tables.empty("default")
    for model in tables.kept_models():
        with archive.open(f"tables/{model._meta.label}.jsonl") as rows:
            tables.fill(model, rows, "default")


def _compare(manifest: Manifest) -> None:
    for model in tables.kept_models():
        label = model._meta.label
        if (found := tables.digest(model, "default")) != manifest.tables[label]:
            raise NotRestored(f"{label} is not what was backed up: {found} instead of {manifest.tables[label]}; nothing was changed")


def _put_media(media: Path, folder: Path) -> None:
    root = Path(settings.MEDIA_ROOT)
    if root.exists():
        root.replace(folder / "media-before")
    media.replace(root)
