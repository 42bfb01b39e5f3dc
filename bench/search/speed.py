"""What an index costs to build and to keep, and how long it takes to answer: Plaza's engines and what one would pick instead."""

import gc
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import httpx
from django.conf import settings

from bench.report import percentile, table
from bench.search.baselines import Fts5, Postgres
from bench.search.community import asked, community, mistyped, words_of
from bench.search.visitors import eight_at_once, freshness
from core.content import Document
from search.engines import engine
from search.engines.protocol import Changes
from search.request import SearchRequest

ASKED = 200
CHUNK = 50_000
BATCH = 250  # as a rebuild reads them
VIEWER = ("public", "group:7", "user:7")
SLOW = 2.0  # seconds: of questions that take longer, a few are enough


class Contender(Protocol):
    name: str

    def add(self, documents: list[Document]) -> None: ...

    def finish(self) -> None: ...

    def bytes(self) -> int: ...

    def clock(self) -> float:
        """Seconds: of CPU where the work is done in this process, else of a clock."""

    def ask(self, text: str, **how: Any) -> Any: ...


class Ours:
    """One of Plaza's engines."""

    def __init__(self, name: str, place: Path):
        self.name, self.place = name, place
        self.engine = engine("tantivy" if name == "embedded" else name, place)
        self.clock = time.process_time if name == "embedded" else time.perf_counter
        self._build: Any = None

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

    def ask(self, text: str, **how: Any) -> Any:
        return self.engine.search(SearchRequest(text=text, audiences=VIEWER, **how))


class Theirs:
    """A baseline: it knows neither facets nor unfinished or mistyped words, so every question is the same to it."""

    def __init__(self, of: Fts5 | Postgres):
        self.name, self.of = of.name, of
        self.clock = time.process_time if isinstance(of, Fts5) else time.perf_counter
        self.add, self.finish, self.bytes = of.add, of.finish, of.bytes

    def ask(self, text: str, **how: Any) -> Any:
        return self.of.search(text, VIEWER)


def contender(name: str, scratch: Path, folder: Path | None) -> Contender:
    if name == "fts5":
        return Theirs(Fts5(scratch / "speed.sqlite3"))
    if name == "postgres":
        return Theirs(Postgres())
    return Ours(name, folder or scratch / "speed")


def speed(folder: Path, documents: int, names: Sequence[str], scratch: Path, keep: Path | None) -> None:
    sample = list(community(folder, min(documents, 4000)))
    words, size = words_of(sample)
    questions = asked(sample, ASKED)
    sys.stdout.write(f"\nA document has {words:.0f} words, {size:.0f} bytes.\n")
    contenders = [contender(name, scratch, keep) for name in names]
    built = [_built(one, folder, documents, size) for one in contenders if not (one.name == "embedded" and keep and keep.exists())]
    costs = ["engine", "documents/s by clock", "documents/s a core", "MB/s by clock", "index MB"]
    sys.stdout.write(table(f"Building an index of {documents:,} documents", costs, built))
    columns = ["what", *(f"{one.name} {share}" for one in contenders for share in ("p50", "p95"))]
    times = [(what, *_times(contenders, texts, how)) for what, texts, how in _kinds(questions)]
    sys.stdout.write(table(f"Milliseconds over {documents:,} documents (CPU of embedded and fts5; by clock of servers)", columns, times))
    if "embedded" in names:
        place = keep or scratch / "speed"
        sys.stdout.write(eight_at_once(place, questions, VIEWER))
        sys.stdout.write(freshness(place, list(community(folder, 60, first=documents + 1))))


def _kinds(questions: list[str]) -> Iterator[tuple[str, list[str], dict[str, Any]]]:
    chance = random.Random(7)
    two = [" ".join(text.split()[:2]) for text in questions]
    long = [" ".join(chance.choices(questions, k=240))[:10_000] for _ in range(30)]
    suggesting = {"natural": True, "typing": True, "limit": 5, "prefer": "es"}
    yield "suggestions, six words", questions, suggesting
    yield "suggestions, one unfinished word", [text.split()[2][:4] for text in questions], suggesting
    yield "suggestions, 10,000 characters", long, suggesting
    yield "search, two words, facets", two, {"facets": True}
    yield "search, six words, facets", questions, {"facets": True}
    yield "search, a phrase of three words", [f'"{" ".join(text.split()[:3])}"' for text in questions], {"facets": True}
    yield "search, one word in one language, newest first", [text.split()[3] for text in questions], {"langs": ("es",), "sort": "new"}
    yield "search, a typing error", [mistyped(text) for text in two], {}


def _times(contenders: Sequence[Contender], texts: list[str], how: dict[str, Any]) -> Iterator[float]:
    for one in contenders:
        one.ask(texts[0], **how)
        spent: list[float] = []
        for text in texts:
            started = one.clock()
            one.ask(text, **how)
            spent.append((one.clock() - started) * 1000)
            if sum(spent) > SLOW * 1000 * 5 and len(spent) > 5 and spent[-1] > SLOW * 100:
                break
        yield percentile(spent, 0.5)
        yield percentile(spent, 0.95)


def _built(one: Contender, folder: Path, documents: int, size: float) -> tuple[str, float, float, float, float]:
    """Documents are made beforehand, `CHUNK` by chunk, so that their making is not counted."""
    made = community(folder, documents)
    clock = work = 0.0
    started = time.process_time()
    making = 0.0
    while True:
        before = time.thread_time()
        chunk = list(islice(made, CHUNK))
        gc.freeze()
        making += time.thread_time() - before
        if not chunk:
            break
        clock += _clocked(lambda some: one.add(some), chunk)
        del chunk
        gc.unfreeze()
    clock += _clocked(lambda _: one.finish(), None)
    work = time.process_time() - started - making
    return one.name, documents / clock, documents / work, documents * size / clock / 1e6, one.bytes() / 1e6


def _clocked(run: Callable[[Any], Any], given: Any) -> float:
    started = time.perf_counter()
    run(given)
    return time.perf_counter() - started
