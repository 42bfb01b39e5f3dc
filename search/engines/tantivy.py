"""The embedded engine: tantivy in a folder beside the database, one writer at a time, any number of readers."""

import threading
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import structlog
import tantivy

from core.content import Document
from search.engines.generations import Generations
from search.engines.protocol import Changes, Lexicon
from search.engines.tantivy_index import BUILDER_BYTES, WRITER_BYTES, Writing, open_documents, open_passages
from search.engines.tantivy_reading import TantivyReader
from search.ranking import Searching
from search.request import SearchRequest
from search.results import Found, Readiness

log = structlog.get_logger(__name__)

COMMIT_EVERY: Final = 500_000  # documents of a build, each commit ending a segment, which every question reads by itself,
COMMIT_AFTER: Final = 60.0  # or so many seconds of work that a crash may cost
UNREADABLE: Final = (OSError, ValueError)  # what tantivy raises for a folder that is gone or damaged


class TantivyEngine:
    """Implements `search.engines.protocol.Engine` on the index in ``folder``. Safe to share between threads."""

    name = "tantivy"

    def __init__(self, folder: Path):
        self.generations = Generations(folder)
        self._opening = threading.Lock()
        self._generation: Path | None = None
        self._stamp: tuple[int, int] | None = None
        self._indexes: tuple[tantivy.Index, tantivy.Index] | None = None
        self._reader: TantivyReader | None = None

    def search(self, request: SearchRequest) -> Found:
        reader = self._fresh()
        if reader is None:
            return Found(readiness=Readiness.MISSING)
        found = Searching(reader, reader.lexicon, request).found()
        if self._generation is not None and self.generations.is_partial(self._generation):
            return replace(found, readiness=Readiness.PARTIAL)
        return found

    def update(self, keys: Iterable[str], load: Callable[[], Changes]) -> None:
        with self.generations.writing():
            generation = self.generations.current()
            if generation is None:
                generation = self.generations.create(partial=True)
                self.generations.use(generation)
            changes = load()
            self.generations.touch(keys)
            with Writing(generation, WRITER_BYTES) as index:
                index.put(changes)
                index.commit()

    def build(self, name: str | None = None) -> "TantivyBuild":
        return TantivyBuild(self.generations, name)

    def readiness(self) -> Readiness:
        if self._fresh() is None or self._generation is None:
            return Readiness.MISSING
        return Readiness.PARTIAL if self.generations.is_partial(self._generation) else Readiness.READY

    def count(self) -> int:
        reader = self._fresh()
        return reader.size if reader else 0

    def lexicon(self) -> Lexicon | None:
        reader = self._fresh()
        return reader.lexicon if reader else None

    def drop(self) -> None:
        with self.generations.writing():
            self.generations.forget()

    def _fresh(self) -> TantivyReader | None:
        """A reader of the last commit of the generation in use; None when there is nothing to read."""
        generation = self.generations.current()
        if generation is None:
            return None
        try:
            stamp = _stamp(generation)
            with self._opening:
                if self._indexes is None or generation != self._generation:
                    self._indexes, self._reader = (open_documents(generation), open_passages(generation)), None
                if self._reader is None or stamp != self._stamp:
                    for index in self._indexes:
                        index.reload()
                    self._reader = TantivyReader(*self._indexes)
                self._generation, self._stamp = generation, stamp
                return self._reader
        except UNREADABLE:
            log.exception("search index unreadable", generation=generation.name)
            self._indexes = self._reader = None
            return None


class TantivyBuild:
    """Implements `search.engines.protocol.Build`: a generation beside the one in use."""

    def __init__(self, generations: Generations, name: str | None):
        self._generations = generations
        with ExitStack() as held:
            held.enter_context(generations.rebuilding())
            going_on = generations.building()
            self._going_on = going_on is not None and going_on.name == name
            with generations.writing():
                self._generation = going_on if going_on is not None and self._going_on else generations.begin_building()
            self._index = held.enter_context(Writing(self._generation, BUILDER_BYTES))
            self._held = held.pop_all()
        self.name = self._generation.name
        self._added, self._committed_at = 0, time.monotonic()

    def add(self, documents: Iterable[Document]) -> bool:
        changes = Changes(tuple(documents))
        self._index.put(changes, new=not self._going_on)
        self._added += len(changes.documents)
        if self._added < COMMIT_EVERY and time.monotonic() - self._committed_at < COMMIT_AFTER:
            return False
        self._index.commit()
        self._added, self._committed_at = 0, time.monotonic()
        return True

    def finish(self, load: Callable[[tuple[str, ...]], Changes]) -> None:
        self._index.commit()
        self._added = 0
        self._index.close()  # merges take their time before others have to wait
        with self._generations.writing():
            with Writing(self._generation, WRITER_BYTES) as index:
                index.put(load(self._generations.touched(self._generation)))
                index.commit()
            self._generations.use(self._generation)
        self.close()

    def close(self) -> None:
        """Let others build; what was added stays, for `TantivyEngine.build` to go on with."""
        if self._added:
            with suppress(ValueError):  # of a writer that has failed already
                self._index.commit()
        self._added = 0
        self._held.close()


def _stamp(generation: Path) -> tuple[int, int]:
    """When each index was committed last; 0 for one that is being made."""
    stamps = []
    for name in ("documents", "passages"):
        try:
            stamps.append((generation / name / "meta.json").stat().st_mtime_ns)
        except FileNotFoundError:
            stamps.append(0)
    return stamps[0], stamps[1]
