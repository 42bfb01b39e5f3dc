"""Lists that many pages show alike (topics with their counts, who helped most), kept until something happens to what they are about.

They grow as old as guests' pages do (`core.guest_pages`), whose subjects they share: people who have signed in get pages of their own, made
of lists that need not be counted again for each of them.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeVar

import structlog
from django.core.cache import caches

from core.guest_pages import EVERYTHING, SECONDS, marks_of

T = TypeVar("T")
log = structlog.get_logger(__name__)


def kept_list(name: str, subjects: Sequence[str], facts: Sequence[object], make: Callable[[], list[T]]) -> list[T]:
    """``make()``, or what it gave within the last `SECONDS` if nothing happened to ``subjects`` since.

    ``facts`` are all that the list depends on besides: language, audiences, number of rows. Rows must be plain data that a cache can hold.
    """
    marks = marks_of((EVERYTHING, *subjects))
    if marks is None:
        return make()
    key = "list:" + sha256(repr((name, tuple(facts), marks)).encode()).hexdigest()
    try:
        found: list[T] | None = caches["pages"].get(key)
        if found is None:
            found = make()
            caches["pages"].set(key, found, timeout=SECONDS)
    except Exception:
        log.exception("a list can't be kept", list=name)
        return make()
    return found
