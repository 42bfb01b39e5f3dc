"""Paging by key: the next page starts after the last row seen, whatever was added meanwhile, at the same cost on every page."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Q, QuerySet

FIRST_YEAR, LAST_YEAR = 1900, 9000


class BadCursor(ValueError):
    """The cursor wasn't made by this list."""


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """``rows`` of this page; ``next`` is the cursor of the page after it, empty on the last one."""

    rows: list[Any]
    next: str = ""


def page_of(rows: QuerySet, ordering: Sequence[str], *, after: str = "", size: int = 20) -> KeysetPage:
    """The ``size`` rows that follow the cursor ``after``: one query.

    ``ordering`` names fields or annotations that are never null, ends with a unique one, and may mix directions (``("-score", "id")``).

    Raises:
        BadCursor: ``after`` was made up, or by a list in another order.
    """
    if after:
        rows = rows.filter(_beyond(ordering, _decode(rows, ordering, after)))
    found = list(rows.order_by(*ordering)[: size + 1])
    page = found[:size]
    return KeysetPage(page, _encode(page[-1], ordering) if len(found) > size else "")


def _beyond(ordering: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows that sort after ``values``: greater in the first key, or equal there and greater in the second, and so on."""
    beyond, equal = Q(), Q()
    for key, value in zip(ordering, values, strict=True):
        name, side = _sorted_by(key)
        beyond |= equal & Q(**{f"{name}__{side}": value})
        equal &= Q(**{name: value})
    first, side = _sorted_by(ordering[0])
    return Q(**{f"{first}__{side}e": values[0]}) & beyond  # says nothing new, but lets an index skip the rows before


def _sorted_by(key: str) -> tuple[str, str]:
    return key.lstrip("-"), "lt" if key.startswith("-") else "gt"


def _encode(row: Any, ordering: Sequence[str]) -> str:
    values = [_value(row, key.lstrip("-")) for key in ordering]
    text = json.dumps([value.isoformat() if isinstance(value, datetime | date) else value for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _value(row: Any, name: str) -> Any:
    if isinstance(row, dict):
        return row[name]
    for step in name.split("__"):
        row = getattr(row, step)
    return row


def _decode(rows: QuerySet, ordering: Sequence[str], cursor: str) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(ordering):
            raise BadCursor(cursor)
        return [_as_field(rows, key.lstrip("-"), value) for key, value in zip(ordering, values, strict=True)]
    except (binascii.Error, UnicodeError, ValueError, TypeError, OverflowError, RecursionError, ValidationError) as error:
        raise BadCursor(cursor) from error


def _as_field(rows: QuerySet, name: str, value: Any) -> Any:
    """``value`` as the type of its column; numbers and text of an annotation stay as they are."""
    if name in rows.query.annotations:
        field = rows.query.annotations[name].output_field
    else:
        field = rows.model._meta
        for step in name.split("__"):
            try:
                found = field.pk if step == "pk" else field.get_field(step)
            except FieldDoesNotExist as error:
                raise BadCursor(name) from error
            field = found.related_model._meta if found.is_relation and step != name.split("__")[-1] else found
    if value is None or isinstance(value, bool | list | dict):
        raise BadCursor(name)
    value = field.to_python(value)
    if not _storable(value):
        raise BadCursor(name)
    return value


def _storable(value: Any) -> bool:
    """Whether a database takes it: a made-up cursor may hold numbers and dates that no column has."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return False
    if isinstance(value, date):
        return FIRST_YEAR <= value.year <= LAST_YEAR
    if isinstance(value, str):
        return "\x00" not in value
    return not isinstance(value, int) or abs(value) < 2**63
