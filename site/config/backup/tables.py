"""The rows of a site, table by table, as lines of JSON that every database gives and takes alike."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.migrations.recorder import MigrationRecorder

CHUNK = 2000
LEFT_OUT = frozenset({"sessions.Session", "usersessions.UserSession", "wagtailsearch.IndexEntry", "wagtailsearch.SQLiteFTSIndexEntry"})
"""Who is signed in is true of one running site only; what Wagtail's admin searches is made from the rest."""

Model = type[models.Model]


def kept_models() -> list[Model]:
    """All tables with rows worth keeping, in a fixed order: parents of inherited tables stand before their children."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: (len(model._meta.all_parents), model._meta.label))


def lines(model: Model, using: str) -> Iterator[bytes]:
    """The table's rows by primary key, one line each; equal rows give equal lines, whatever the database."""
    fields = _fields(model)
    pk = model._meta.pk
    rows = (_line(row, fields) for row in model._base_manager.using(using).order_by("pk").iterator(chunk_size=CHUNK))
    by_text = isinstance(getattr(pk, "target_field", pk), models.CharField | models.UUIDField)
    # Databases don't agree on how text is ordered.
    yield from sorted(rows) if by_text else rows


def digest(model: Model, using: str) -> tuple[int, str]:
    """How many rows there are, and the SHA-256 of their lines."""
    count, total = 0, sha256()
    for line in lines(model, using):
        total.update(line)
        count += 1
    return count, total.hexdigest()


def empty(using: str) -> None:
    """Take out every row, of the tables that are left out too. Foreign keys are checked when the transaction commits."""
    with connections[using].cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            # A virtual table of SQLite's full text search follows the table that it indexes.
            if model._meta.managed and not model._meta.proxy and not model._meta.label.endswith("FTSIndexEntry"):
                cursor.execute(f"DELETE FROM {connections[using].ops.quote_name(model._meta.db_table)}")  # noqa: S608 - our own table names


def fill(model: Model, rows: Iterable[bytes], using: str) -> int:
    """Insert the rows as they were: no default, no "now", no signal. Returns how many there were."""
    fields = _fields(model)
    size = max(1, min(CHUNK, connections[using].ops.bulk_batch_size(fields, [None] * CHUNK)))
    rest, count = iter(rows), 0
    while batch := [_row(model, fields, line) for line in islice(rest, size)]:
        # As `loaddata` does row by row: `raw` keeps fields such as `auto_now` from setting themselves.
        model._base_manager._insert(batch, fields=fields, using=using, raw=True)  # type: ignore[attr-defined]
        count += len(batch)
    return count


def reset_sequences(using: str) -> None:
    """The next row that is made gets an id after all restored ones."""
    connection = connections[using]
    from django.core.management.color import no_style

    statements = connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def migrations_applied(using: str) -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connections[using]).applied_migrations())


def _fields(model: Model) -> list[models.Field]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _line(row: models.Model, fields: list[models.Field]) -> bytes:
    values = {field.attname: _plain(row, field) for field in fields}
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _plain(row: models.Model, field: models.Field) -> Any:
    value = field.value_from_object(row)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(field, models.JSONField):
        return value
    text = field.value_to_string(row)
    # Wagtail's streams: the order of their keys is the database's.
    return json.loads(text) if _is_stream(field) else text


def _is_stream(field: models.Field) -> bool:
    return field.get_internal_type() == "JSONField" and not isinstance(field, models.JSONField)


def _row(model: Model, fields: list[models.Field], line: bytes) -> models.Model:
    values = json.loads(line)
    row = model()
    for field in fields:
        value = values[field.attname]
        if isinstance(field, models.DurationField) and value is not None:
            value = timedelta(seconds=value)
        elif _is_stream(field):
            value = field.to_python(json.dumps(value))
        elif value is not None and not isinstance(field, models.JSONField):
            value = field.to_python(value)
        setattr(row, field.attname, value)
    return row
