"""Eight people at once on two processes, as a site serves them; and how soon another process finds what is written."""

import multiprocessing
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings

from bench.report import percentile
from bench.search import set_up
from bench.search.contenders import VIEWER, contender
from core.content import Document

PROCESSES, THREADS = 2, 4
EACH = 40  # questions of each person,
SECONDS = 30.0  # or as many as are answered in this time
PATIENCE = 30.0  # for a change to be found
WAYS: dict[str, dict[str, Any]] = {
    "suggestions": {"natural": True, "typing": True, "limit": 5, "prefer": "es"},
    "search with facets": {"facets": True},
}


def eight_at_once(name: str, place: Path, questions: list[str]) -> Iterator[tuple[str, str, float, float, float]]:
    """Nobody pauses to read: each asks again at once. What, p50 and p95 by clock, and the megabytes that each process holds of its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, context, set_up) as pool:
        visits = [pool.submit(_visit, name, str(place), questions, seed) for seed in range(PROCESSES)]
        answers = [visit.result() for visit in visits]
    memory = sum(memory for _, memory in answers) / len(answers)
    for what in WAYS:
        times = [t for times, _ in answers for t in times[what]]
        yield name, what, percentile(times, 0.5), percentile(times, 0.95), memory


def freshness(name: str, place: Path, documents: list[Document]) -> Iterator[tuple[str, str, float, float, float]]:
    """Each document is put in with a word of its own, and asked for by who had the index open already: p50, p95 and the longest."""
    writer = contender(name, place)
    ask = writer.another()
    ask("novedad")
    written, found = [], []
    for number, document in enumerate(documents):
        word = f"novedad{number}q"
        new = replace(document, title=f"{word} {document.title}", audiences=VIEWER[:1])
        started = time.perf_counter()
        writer.change(new)
        written.append((time.perf_counter() - started) * 1000)
        while new.key not in ask(word, passages=False) and time.perf_counter() - started < PATIENCE:
            time.sleep(0.005)
        found.append((time.perf_counter() - started) * 1000)
    for what, times in (("written", written), ("and found by another", found)):
        yield name, what, percentile(times, 0.5), percentile(times, 0.95), max(times)


def _visit(name: str, place: str, questions: list[str], seed: int) -> tuple[dict[str, list[float]], float]:
    shared = contender(name, Path(place))
    turns = threading.BoundedSemaphore(settings.PAGES_AT_ONCE or THREADS)  # as pages take them (`config.turns`)
    ours = name in {"embedded", "elasticsearch"}  # safe to share between threads; the others have a connection for each

    def person(number: int) -> dict[str, list[float]]:
        ask = shared.ask if ours else shared.another()
        chance = random.Random(100 * seed + number)
        spent: dict[str, list[float]] = {what: [] for what in WAYS}
        until = time.perf_counter() + SECONDS
        for turn in range(EACH):
            what = tuple(WAYS)[turn % len(WAYS)]
            text = chance.choice(questions)
            started = time.perf_counter()
            with turns:
                ask(text, **WAYS[what])
            spent[what].append((time.perf_counter() - started) * 1000)
            time.sleep(0.001)  # an answer's way to its reader, in which others get their turn
            if time.perf_counter() > until and turn:
                break
        return spent

    with ThreadPoolExecutor(THREADS) as people:
        list(people.map(person, range(90, 90 + THREADS)))  # who comes first finds nothing warm, and isn't counted
        each = list(people.map(person, range(THREADS)))
    return {what: [t for spent in each for t in spent[what]] for what in WAYS}, _own_memory()


def _own_memory() -> float:
    lines = dict(line.split(":", 1) for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:])
    return int(lines["Anonymous"].split()[0]) / 1e3
