"""Everything the site holds about one person, in a zip: JSON for machines, one page to read, and the files they sent."""

import json
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from accounts.models import User
from config.privacy.rules import RULES, SECRET, columns
from core.uploads.files import path_of
from core.uploads.models import Upload

PROFILE = "accounts.User"


def export(person: User, target: Path, step: Callable[[int, int], None] = lambda done, total: None) -> dict[str, int]:
    """Write ``target``, readable by its owner alone; returns how many rows of each table it holds. ``step`` hears how far it is."""
    tables = {PROFILE: [_row(person)]} | {label: rows for label, rows in _tables(person, step) if rows}
    target.touch(mode=0o600)
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for label, rows in tables.items():
            archive.writestr(f"data/{label}.json", json.dumps(rows, ensure_ascii=False, indent=1))
        archive.writestr("index.html", _page(person, tables))
        for upload in Upload.objects.filter(owner=person):
            if default_storage.exists(path_of(upload.name)):
                with default_storage.open(path_of(upload.name)) as file:
                    archive.writestr(f"files/{upload.name}", file.read())
    return {label: len(rows) for label, rows in tables.items()}


def _tables(person: User, step: Callable[[int, int], None]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    found = sorted(columns().items())
    for done, (name, column) in enumerate(found):
        # The last step is the job's own: then the file is there.
        step(done, len(found))
        if RULES[name].exported:
            rows = column.model._base_manager.filter(**{column.name: person}).order_by("pk")
            yield name, [_row(row) for row in rows.iterator(chunk_size=500)]


def _row(row: models.Model) -> dict[str, Any]:
    fields = [field for field in row._meta.concrete_fields if field.name not in SECRET]
    return {field.attname: _plain(field, row) for field in fields}


def _plain(field: models.Field, row: models.Model) -> Any:
    value = field.value_from_object(row)
    return value if value is None or isinstance(value, bool | int | float | str | list | dict) else field.value_to_string(row)


def _page(person: User, tables: dict[str, list[dict[str, Any]]]) -> str:
    parts = [
        f'<!doctype html><html lang="{escape(person.language)}"><meta charset="utf-8"><title>{escape(person.name)}</title>',
        f"<h1>{escape(person.name)}</h1><p>{timezone.now():%Y-%m-%d %H:%M} UTC</p>",
    ]
    for label, rows in tables.items():
        parts.append(f"<h2>{escape(label)} ({len(rows)})</h2>")
        for row in rows:
            facts = "".join(f"<dt>{escape(name)}<dd>{escape(str(value))}" for name, value in row.items() if value not in (None, "", [], {}))
            parts.append(f"<dl>{facts}</dl><hr>")
    return "".join(parts)
