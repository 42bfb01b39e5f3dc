"""What an index costs to build and to keep, and how long it takes to answer: each contender in turn, then one table for all."""

import gc
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from bench.report import percentile, table
from bench.search.community import asked, community, mistyped, words_of
from bench.search.contenders import Contender, contender
from bench.search.servers import Spending
from bench.search.visitors import eight_at_once, freshness

ASKED = 200
LONG_TEXTS = 30
WARM_UP = 5
CHUNK = 10_000  # documents that are made at a time, so that their making is not counted
SLOW = 10.0  # seconds for one kind of question: of one that takes longer, fewer are asked
FRESH = 40


@dataclass
class Measured:
    """One contender's rows of each table."""

    built: list[tuple[object, ...]] = field(default_factory=list)
    cpu: list[tuple[float, float]] = field(default_factory=list)
    clock: list[tuple[float, float]] = field(default_factory=list)
    visits: list[tuple[object, ...]] = field(default_factory=list)
    changes: list[tuple[object, ...]] = field(default_factory=list)


def speed(folder: Path, documents: int, names: Sequence[str], servers: dict[str, Spending], scratch: Path, keep: Path | None) -> None:
    sample = list(community(folder, min(documents, 4000)))
    words, size = words_of(sample)
    kinds = list(_kinds(asked(sample, ASKED)))
    sys.stdout.write(f"\nA document has {words:.0f} words, {size:.0f} bytes.\n")
    measured: dict[str, Measured] = {}
    for name in names:
        place = keep if keep and name == "embedded" else scratch / "speed"
        measured[name] = _measured(name, place, servers.get(name, Spending()), folder, documents, kinds)
    _print(measured, documents, [what for what, _, _ in kinds])


def _measured(
    name: str, place: Path, spending: Spending, folder: Path, documents: int, kinds: list[tuple[str, list[str], dict[str, Any]]]
) -> Measured:
    there = name == "embedded" and place.exists()
    one, result = contender(name, place), Measured()
    if not there:
        result.built.append(_built(one, spending, folder, documents))
        _say(*result.built[0])
    for what, texts, how in kinds:
        cpu, clock = _times(one, spending, texts, how)
        result.cpu.append((percentile(cpu, 0.5), percentile(cpu, 0.95)))
        result.clock.append((percentile(clock, 0.5), percentile(clock, 0.95)))
        _say(name, what, *result.cpu[-1])
    served = spending.memory() / 1e6
    result.visits += [(*row, served) for row in eight_at_once(name, place, kinds[0][1])]
    result.changes += freshness(name, place, list(community(folder, FRESH, first=documents + 1)))
    return result


def _say(*values: object) -> None:
    """What a run that takes an hour has found so far."""
    sys.stderr.write(" ".join(f"{value:.1f}" if isinstance(value, float) else str(value) for value in values) + "\n")


def _print(measured: dict[str, Measured], documents: int, kinds: list[str]) -> None:
    out = sys.stdout.write
    costs = ["engine", "documents/s by clock", "documents/s a core", "µs of CPU a document", "of these its server's"]
    costs += ["index MB", "peak MB of this process", "MB of its server"]
    out(table(f"Building an index of {documents:,} documents", costs, [row for one in measured.values() for row in one.built]))
    columns = ["what", *(f"{name} {share}" for name in measured for share in ("p50", "p95"))]
    for title in ("cpu", "clock"):
        rows = [(kind, *(t for one in measured.values() for t in getattr(one, title)[place])) for place, kind in enumerate(kinds)]
        said = "milliseconds of CPU, its server's included" if title == "cpu" else "milliseconds by clock"
        out(table(f"One question at a time over {documents:,} documents, {said}", columns, rows))
    columns = ["engine", "what", "p50", "p95", "MB of each process", "MB of its server"]
    out(table("Eight people at once, two processes (ms by clock)", columns, [row for one in measured.values() for row in one.visits]))
    columns = ["engine", "what", "p50", "p95", "longest"]
    out(table("A change (ms by clock)", columns, [row for one in measured.values() for row in one.changes]))


def _kinds(questions: list[str]) -> Iterator[tuple[str, list[str], dict[str, Any]]]:
    chance = random.Random(7)
    two = [" ".join(text.split()[:2]) for text in questions]
    long = [" ".join(chance.choices(questions, k=240))[:10_000] for _ in range(LONG_TEXTS)]
    suggesting = {"natural": True, "typing": True, "limit": 5, "prefer": "es"}
    yield "suggestions, six words", questions, suggesting
    yield "suggestions, one unfinished word", [text.split()[2][:4] for text in questions], suggesting
    yield "suggestions, 10,000 characters", long, suggesting
    yield "search, two words, facets", two, {"facets": True}
    yield "search, six words, facets", questions, {"facets": True}
    yield "search, a phrase of three words, facets", [f'"{" ".join(text.split()[:3])}"' for text in questions], {"facets": True}
    yield "search, one word in one language, newest first", [text.split()[3] for text in questions], {"langs": ("es",), "sort": "new"}
    yield "search, a typing error", [mistyped(text) for text in two], {}


def _times(one: Contender, spending: Spending, texts: list[str], how: dict[str, Any]) -> tuple[list[float], list[float]]:
    """Milliseconds of CPU and of the clock of each question."""
    until = time.perf_counter() + SLOW
    for text in texts[:WARM_UP]:
        if time.perf_counter() < until:
            one.ask(text, **how)
    cpu, clock = list[float](), list[float]()
    for text in texts:
        theirs = spending.cpu()[1]
        own, started = time.process_time(), time.perf_counter()
        one.ask(text, **how)
        clock.append((time.perf_counter() - started) * 1000)
        own = time.process_time() - own
        cpu.append((own + spending.cpu()[1] - theirs) * 1000)
        if time.perf_counter() > until:
            break
    return cpu, clock


def _built(one: Contender, spending: Spending, folder: Path, documents: int) -> tuple[object, ...]:
    made = community(folder, documents)
    clock = making = 0.0
    _forget_peak()
    before = spending.cpu()
    while True:
        started = time.thread_time()
        chunk = list(islice(made, CHUNK))
        gc.freeze()
        making += time.thread_time() - started
        if not chunk:
            break
        started = time.perf_counter()
        one.add(chunk)
        clock += time.perf_counter() - started
        del chunk
        gc.unfreeze()
    started = time.perf_counter()
    one.finish()
    clock += time.perf_counter() - started
    own, theirs = (after - first for after, first in zip(spending.cpu(), before, strict=True))
    work = own - making + theirs
    memory = _peak() / 1e6, spending.memory() / 1e6
    return one.name, documents / clock, documents / work, work / documents * 1e6, theirs / documents * 1e6, one.bytes() / 1e6, *memory


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1000
