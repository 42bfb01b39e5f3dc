"""Searches in place of a server that doesn't answer: the newest content, read from the database into an embedded index for a while.

An index that nobody kept up would still count what was hidden since. This one is as true as the database, if small; what is hidden while
it is used waits to be indexed, and such documents are left out of every search (`search.changes.withdrawn`).
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from core.content import Document, content
from search.engines.protocol import Changes, Lexicon
from search.engines.tantivy import TantivyEngine
from search.kinds import searchable
from search.request import SearchRequest
from search.results import Found

NEWEST: Final = 600  # documents of each kind
KEPT_SECONDS: Final = 300.0


class Standin:
    """Safe to share between threads; who comes while it is filled waits."""

    def __init__(self) -> None:
        self._filling = threading.Lock()
        self._folder: TemporaryDirectory[str] | None = None
        self._engine: TantivyEngine | None = None
        self._until = 0.0

    def search(self, request: SearchRequest) -> Found:
        return self._filled().search(request)

    def lexicon(self) -> Lexicon | None:
        return self._filled().lexicon()

    def rest(self) -> None:
        """The server answers again: what was read would be old when it is needed next."""
        if self._engine is not None:
            with self._filling:
                self._empty()

    def _filled(self) -> TantivyEngine:
        with self._filling:
            if self._engine is None or self._until < time.monotonic():
                self._engine = self._fill()
            return self._engine

    def _fill(self) -> TantivyEngine:
        self._empty()
        folder = TemporaryDirectory(prefix="plaza-standin-")
        engine = TantivyEngine(Path(folder.name))
        build = engine.build()
        build.add(_newest())
        build.finish(lambda keys: Changes())
        self._folder, self._until = folder, time.monotonic() + KEPT_SECONDS
        return engine

    def _empty(self) -> None:
        if self._folder is not None:
            self._folder.cleanup()
        self._engine = self._folder = None


def _newest() -> Iterator[Document]:
    for kind in sorted(content.kinds()):
        if searchable(content[kind]):
            ids = deque(content[kind].all_ids(), maxlen=NEWEST)
            yield from content[kind].documents(list(ids)).values()
