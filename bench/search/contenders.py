"""What is measured: Plaza's engines and what one would pick instead, behind one face."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import httpx
from django.conf import settings

from bench.search.baselines import Fts5, Postgres
from core.content import Document
from search.engines import ENGINES
from search.engines.protocol import Changes, Engine
from search.request import SearchRequest

BATCH = 250  # as a rebuild reads them
VIEWER = ("public", "group:7", "user:7")

Ask = Callable[..., list[str]]


class Contender(Protocol):
    """``ask`` answers one text with keys of documents; it belongs to one thread, and so does each that `another` gives."""

    name: str

    def add(self, documents: list[Document]) -> None: ...

    def finish(self) -> None: ...

    def bytes(self) -> int: ...

    def change(self, document: Document) -> None: ...

    def ask(self, text: str, **how: Any) -> list[str]: ...

    def another(self) -> Ask: ...


class Ours:
    """One of Plaza's engines."""

    def __init__(self, name: str, place: Path):
        self.name, self.place = name, place
        self.engine = self._opened()
        self._build: Any = None

    def _opened(self) -> Engine:
        return ENGINES["tantivy" if self.name == "embedded" else self.name](self.place)

    def add(self, documents: list[Document]) -> None:
        self._build = self._build or self.engine.build()
        for start in range(0, len(documents), BATCH):
            self._build.add(documents[start : start + BATCH])

    def finish(self) -> None:
        self._build.finish(lambda keys: Changes())

    def bytes(self) -> int:
        if self.name == "embedded":
            return sum(path.stat().st_size for path in self.place.rglob("*") if path.is_file())
        stats = httpx.get(f"{settings.ELASTICSEARCH['urls'][0]}/{settings.ELASTICSEARCH['prefix']}-{self.place.name}*/_stats/store")
        return int(stats.json()["_all"]["primaries"]["store"]["size_in_bytes"])

    def change(self, document: Document) -> None:
        self.engine.update([document.key], lambda: Changes((document,)))

    def ask(self, text: str, **how: Any) -> list[str]:
        return _keys(self.engine, text, **how)

    def another(self) -> Ask:
        engine = self._opened()
        return lambda text, **how: _keys(engine, text, **how)


class Theirs:
    """A baseline: it knows neither facets nor unfinished or mistyped words, so every question is the same to it."""

    def __init__(self, opened: Callable[[], Fts5 | Postgres]):
        self._opened, self._own = opened, opened()
        self.name = self._own.name
        self.add, self.finish, self.bytes = self._own.add, self._own.finish, self._own.bytes

    def change(self, document: Document) -> None:
        self._own.add([document])

    def ask(self, text: str, **how: Any) -> list[str]:
        return self._own.search(text, VIEWER)

    def another(self) -> Ask:
        own = self._opened()
        return lambda text, **how: own.search(text, VIEWER)


def contender(name: str, place: Path) -> Contender:
    """The one called ``name``, with what it keeps in files in ``place``."""
    if name == "fts5":
        return Theirs(lambda: Fts5(place.with_suffix(".sqlite3")))
    if name == "postgres":
        return Theirs(Postgres)
    return Ours(name, place)


def _keys(engine: Engine, text: str, **how: Any) -> list[str]:
    found = engine.search(SearchRequest(text=text, audiences=VIEWER, **how))
    return [hit.key for hit in found.hits]
