"""The demo's clock: what is made inside `at` was made at that moment.

A demo in which everything happened this minute would show nothing. While the demo is made (`running`), this process's `timezone.now` tells
the moment that is being played, and new rows take it where their dates default to now.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.db.models import DateTimeField, Model
from django.db.models.signals import pre_save
from django.utils import timezone

_real_now = timezone.now
_played: ContextVar[datetime | None] = ContextVar("played", default=None)


@contextmanager
def running() -> Iterator[datetime]:
    """Play the past until the end of the block; gives the present."""
    started = _real_now()

    def date_new_row(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
        moment = _played.get()
        if moment is None or raw or not instance._state.adding:
            return
        for field in sender._meta.concrete_fields:
            if isinstance(field, DateTimeField) and field.default is _real_now and (value := getattr(instance, field.attname)):
                # What was given says another time; only what was filled in is now.
                setattr(instance, field.attname, moment if value >= started else value)

    timezone.now = _now
    pre_save.connect(date_new_row, dispatch_uid="demo.clock")
    try:
        yield started
    finally:
        pre_save.disconnect(dispatch_uid="demo.clock")
        timezone.now = _real_now


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    token = _played.set(moment)
    try:
        yield
    finally:
        _played.reset(token)


def beginning(facts: dict[str, Any], now: datetime) -> datetime:
    """When what a file tells of began: so many ``days`` ago, and not all at the same hour."""
    hours = timedelta(minutes=crc32(facts["title"].encode()) % 540) if facts["days"] >= 2 else timedelta()
    return now - timedelta(days=facts["days"]) - hours


def _now() -> datetime:
    return _played.get() or _real_now()
