"""Eight people at once on two processes, as a site serves them; and how soon they find what is written meanwhile."""

import multiprocessing
import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.report import percentile, table
from core.content import Document

PROCESSES, THREADS = 2, 4
EACH = 40  # questions of each person


def eight_at_once(place: Path, questions: list[str], audiences: tuple[str, ...]) -> str:
    """Nobody pauses to read: each asks again at once."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(PROCESSES) as pool:
        answers = pool.starmap(_visit, [(str(place), questions, audiences, seed) for seed in range(PROCESSES)])
    every = {what: [t for times, _ in answers for t in times[what]] for what in answers[0][0]}
    rows = [(what, percentile(times, 0.5), percentile(times, 0.95)) for what, times in every.items()]
    memory = [sum(values) / len(values) for values in zip(*(memory for _, memory in answers), strict=True)]
    return table("Eight people at once, two processes (ms by clock)", ["what", "p50", "p95"], rows) + table(
        "Memory of each of these processes (MB)",
        ["own", "index files in memory, shared by all"],
        [(memory[0], memory[1])],
    )


def freshness(place: Path, documents: list[Document]) -> str:
    """Each document is put in with a word of its own, and asked for by an engine that had the index open."""
    from search.engines.protocol import Changes
    from search.engines.tantivy import TantivyEngine
    from search.request import SearchRequest

    writer, reader = TantivyEngine(place), TantivyEngine(place)
    reader.search(SearchRequest(text="novedad"))
    written, found = [], []
    for document in documents:
        started = time.perf_counter()
        writer.update([document.key], lambda: Changes((document,)))  # noqa: B023  # called at once
        written.append((time.perf_counter() - started) * 1000)
        answer = reader.search(SearchRequest(text=document.title, audiences=document.audiences, limit=50, passages=False))
        assert answer.total
        found.append((time.perf_counter() - started) * 1000)
    rows = [(what, percentile(t, 0.5), percentile(t, 0.95), max(t)) for what, t in (("written", written), ("and found by another", found))]
    return table("A change, by clock (ms)", ["what", "p50", "p95", "longest"], rows)


def _visit(place: str, questions: list[str], audiences: tuple[str, ...], seed: int) -> tuple[dict[str, list[float]], tuple[float, float]]:
    import django

    django.setup()
    from search.engines.tantivy import TantivyEngine
    from search.request import SearchRequest

    engine = TantivyEngine(Path(place))
    ways: dict[str, dict[str, Any]] = {
        "suggestions": {"natural": True, "typing": True, "limit": 5, "prefer": "es"},
        "search with facets": {"facets": True},
    }

    def person(number: int) -> dict[str, list[float]]:
        chance = random.Random(100 * seed + number)
        spent: dict[str, list[float]] = {what: [] for what in ways}
        for turn in range(EACH):
            what = tuple(ways)[turn % len(ways)]
            request = SearchRequest(text=chance.choice(questions), audiences=audiences, **ways[what])
            started = time.perf_counter()
            engine.search(request)
            spent[what].append((time.perf_counter() - started) * 1000)
        return spent

    person(99)
    with ThreadPoolExecutor(THREADS) as people:
        each = list(people.map(person, range(THREADS)))
    return {what: [t for spent in each for t in spent[what]] for what in ways}, _memory()


def _memory() -> tuple[float, float]:
    lines = dict(line.split(":", 1) for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:])
    kilobytes = {name: int(value.split()[0]) for name, value in lines.items()}
    return kilobytes["Anonymous"] / 1e3, (kilobytes["Rss"] - kilobytes["Anonymous"]) / 1e3
