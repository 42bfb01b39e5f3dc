"""What managers wrote, read once a process and again when somebody changed it.

The cache holds one version of each: whoever changes something forgets it after the commit, and each process that meets a version it
doesn't know reads anew. So a change works at once in this process and, with Redis, in all of them; without Redis, within a minute.
"""

import uuid
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from django.core.cache import cache
from django.db import transaction

KEPT_SECONDS: Final = 60

T = TypeVar("T")


class Kept(Generic[T]):
    """``read`` makes the value; ``name`` is its version's in the cache."""

    def __init__(self, name: str, read: Callable[[], T]):
        self._key = f"search.kept.{name}:1"
        self._read = read
        self._held: tuple[str, T] | None = None

    def now(self) -> T:
        version = cache.get(self._key)
        if version is None:
            version = uuid.uuid4().hex
            cache.set(self._key, version, KEPT_SECONDS)
        held = self._held
        if held is None or held[0] != version:
            held = self._held = version, self._read()
        return held[1]

    def forget_after_commit(self) -> None:
        """Somebody changed it: once that is committed, whoever asks reads it anew."""
        transaction.on_commit(lambda: cache.delete(self._key))
