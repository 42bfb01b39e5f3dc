"""The embedded engine: tantivy in a folder beside the database, one writer at a time, any number of readers."""

import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

import structlog
import tantivy

from core.content import Document
from search.engines import tantivy_index
from search.engines.generations import Generations
from search.engines.protocol import Changes, EngineBusy, Lexicon
from search.engines.tantivy_reading import TantivyReader
from search.ranking import Searching
from search.request import SearchRequest
from search.results import Found, Readiness

log = structlog.get_logger(__name__)

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
        found = Searching(reader, reader.vocabulary, request).found()
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
            _write(generation, changes, tantivy_index.WRITER_BYTES)

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
        return reader.vocabulary.lexicon if reader else None

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
                    self._indexes, self._reader = (tantivy_index.open_documents(generation), tantivy_index.open_passages(generation)), None
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
            with generations.writing():
                self._generation = going_on if going_on is not None and going_on.name == name else generations.begin_building()
            self._held = held.pop_all()
        self.name = self._generation.name

    def add(self, documents: Iterable[Document]) -> None:
        _write(self._generation, Changes(tuple(documents)), tantivy_index.BUILDER_BYTES)

    def finish(self, load: Callable[[tuple[str, ...]], Changes]) -> None:
        with self._generations.writing():
            _write(self._generation, load(self._generations.touched(self._generation)), tantivy_index.BUILDER_BYTES)
            self._generations.use(self._generation)
        self.close()

    def close(self) -> None:
        """Let others build; what was added stays, for `TantivyEngine.build` to go on with."""
        self._held.close()


def _write(generation: Path, changes: Changes, heap: int) -> None:
    """Raises EngineBusy when a writer outside our turn-taking holds tantivy's own lock."""
    indexes: tuple[tantivy.Index, tantivy.Index] = tantivy_index.open_documents(generation), tantivy_index.open_passages(generation)
    try:
        tantivy_index.write(indexes, changes.documents, changes.gone, heap)
    except ValueError as error:
        if "LockBusy" in str(error):
            raise EngineBusy(str(error)) from error
        raise


def _stamp(generation: Path) -> tuple[int, int]:
    """When each index was committed last; 0 for one that is being made."""
    stamps = []
    for name in ("documents", "passages"):
        try:
            stamps.append((generation / name / "meta.json").stat().st_mtime_ns)
        except FileNotFoundError:
            stamps.append(0)
    return stamps[0], stamps[1]
