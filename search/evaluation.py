"""How well an engine finds what people judged right: BEIR folders through the product's own documents and questions."""

import gzip
import json
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from math import log2
from pathlib import Path
from typing import IO, Any, Final

from core.content import Document, Part
from core.sections import parts_of
from core.text import render_html
from search import analysis
from search.engines.protocol import Changes, Engine
from search.request import SearchRequest

KIND: Final = "evaluation"
DEPTH: Final = 100  # results looked at for MAP
BATCH: Final = 1_000
_LANGUAGE_AT_END = re.compile(r"[-_](es|pt|en)(?:-[A-Za-z]{2})?$")


class BadSet(ValueError):
    """The folder is no BEIR set; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class BeirSet:
    """``judged`` maps a question's id to the grades of its documents; questions without judgement are left out. The text of documents
    in ``marked_up`` is HTML."""

    name: str
    lang: str
    corpus: dict[str, tuple[str, str]]
    questions: dict[str, str]
    judged: dict[str, dict[str, int]]
    marked_up: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares are per cent, times milliseconds."""

    set: str
    engine: str
    queries: int
    hit_1: float
    hit_5: float
    hit_10: float
    mrr_10: float
    ndcg_10: float
    map: float
    p50_ms: float
    p95_ms: float

    def as_json(self) -> dict[str, Any]:
        return {
            "set": self.set,
            "engine": self.engine,
            "queries": self.queries,
            "hit@1": self.hit_1,
            "hit@5": self.hit_5,
            "hit@10": self.hit_10,
            "mrr@10": self.mrr_10,
            "ndcg@10": self.ndcg_10,
            "map": self.map,
            "p50_ms": self.p50_ms,
            "p95_ms": self.p95_ms,
        }


def read_set(folder: Path) -> BeirSet:
    """Read ``corpus.jsonl(.gz)``, ``queries.jsonl(.gz)`` and ``qrels.tsv`` (or ``qrels/test.tsv``). A document may have ``html`` instead
    of ``text``.

    Raises:
        BadSet: a file is missing or broken.
    """
    corpus, marked_up = {}, set()
    for row in _rows(folder, "corpus", ("_id",)):
        corpus[row["_id"]] = (row.get("title") or "", row.get("html") or row.get("text") or "")
        if row.get("html"):
            marked_up.add(row["_id"])
    questions = {row["_id"]: row["text"] for row in _rows(folder, "queries", ("_id", "text"))}
    judged: dict[str, dict[str, int]] = {}
    for question, document, grade in _judgements(folder):
        if question in questions and grade > 0:
            judged.setdefault(question, {})[document] = grade
    if not judged:
        raise BadSet(f"{folder}: no question has a judged document")
    asked = {id: text for id, text in questions.items() if id in judged}
    return BeirSet(folder.name, _language(folder.name, corpus), corpus, asked, judged, frozenset(marked_up))


def as_documents(beir: BeirSet) -> Iterator[Document]:
    """The corpus as documents whose ids count it through."""
    now = datetime.now(UTC)
    for number, (id, (title, text)) in enumerate(beir.corpus.items()):
        yield _document(number, title, _sections(title, text) if id in beir.marked_up else (Part("body", text),), beir.lang, now)


def index_set(beir: BeirSet, engine: Engine) -> list[str]:
    """Put the corpus into ``engine``; returns the corpus ids in the order of the documents' ids."""
    build = engine.build()
    documents = as_documents(beir)
    while some := list(islice(documents, BATCH)):
        build.add(some)
    build.finish(lambda keys: Changes())
    return list(beir.corpus)


def evaluate(beir: BeirSet, engine: Engine) -> Scores:
    ids = index_set(beir, engine)
    rankings: dict[str, list[str]] = {}
    times: list[float] = []
    for question, text in beir.questions.items():
        started = time.perf_counter()
        first = engine.search(SearchRequest(text=text, limit=10))
        times.append((time.perf_counter() - started) * 1000)
        more = engine.search(SearchRequest(text=text, limit=DEPTH, passages=False)).hits[10:]
        rankings[question] = [ids[hit.id] for hit in (*first.hits, *more)]
    return score(beir.name, engine.name, rankings, beir.judged, times)


def score(name: str, engine: str, rankings: dict[str, list[str]], judged: dict[str, dict[str, int]], times: list[float]) -> Scores:
    """The usual measures (TREC's definitions): hit@k, MRR@10, nDCG@10 with linear gains, MAP over `DEPTH` results."""
    number = len(rankings)
    ranks = {question: [place for place, id in enumerate(found, 1) if id in judged[question]] for question, found in rankings.items()}
    first = [found[0] if found else 0 for found in ranks.values()]

    def per_cent(values: Iterable[float]) -> float:
        return round(100 * sum(values) / number, 1)

    return Scores(
        set=name,
        engine=engine,
        queries=number,
        hit_1=per_cent(place == 1 for place in first),
        hit_5=per_cent(0 < place <= 5 for place in first),
        hit_10=per_cent(0 < place <= 10 for place in first),
        mrr_10=per_cent(1 / place if 0 < place <= 10 else 0 for place in first),
        ndcg_10=per_cent(_ndcg(rankings[question], judged[question]) for question in rankings),
        map=per_cent(sum(n / place for n, place in enumerate(ranks[q], 1)) / len(judged[q]) for q in rankings),
        p50_ms=round(percentile(times, 50), 2),
        p95_ms=round(percentile(times, 95), 2),
    )


def percentile(values: list[float], share: float) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]


def _ndcg(found: list[str], grades: dict[str, int]) -> float:
    gain = sum(grades.get(id, 0) / log2(place + 1) for place, id in enumerate(found[:10], 1))
    best = sum(grade / log2(place + 1) for place, grade in enumerate(sorted(grades.values(), reverse=True)[:10], 1))
    return gain / best


def _sections(title: str, markup: str) -> tuple[Part, ...]:
    return tuple(parts_of(render_html(markup).html, KIND, title=title))


def _document(number: int, title: str, parts: tuple[Part, ...], lang: str, now: datetime) -> Document:
    return Document(
        kind=KIND,
        id=number,
        revision=1,
        lang=lang,
        title=title,
        parts=parts,
        tags=(),
        solved=False,
        score=0,
        created_at=now,
        updated_at=now,
        audiences=("public",),
    )


def _language(name: str, corpus: dict[str, tuple[str, str]]) -> str:
    """The language a folder's name ends in (``xquad-es``), else the one whose stop words its first documents hold most."""
    if named := _LANGUAGE_AT_END.search(name):
        return named[1]
    words = " ".join(f"{title} {text}" for title, text in list(corpus.values())[:50]).split()
    return max(analysis.LANGUAGES, key=lambda lang: sum(analysis.is_stop_word(word, lang) for word in words))


def _rows(folder: Path, name: str, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    with _opened(folder, f"{name}.jsonl") as lines:
        try:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    row = json.loads(line)
                    if missing := [field for field in needed if field not in row]:
                        raise BadSet(f"{folder / name}.jsonl, line {number}: no {missing[0]!r}")
                    yield row
        except (OSError, EOFError, ValueError) as error:
            raise error if isinstance(error, BadSet) else BadSet(f"{folder / name}.jsonl: {error}") from error


def _judgements(folder: Path) -> Iterator[tuple[str, str, int]]:
    path = folder / "qrels.tsv" if (folder / "qrels.tsv").exists() else folder / "qrels" / "test.tsv"
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise BadSet(f"{path}: {error.strerror}") from error
    for number, line in enumerate(lines[1:], 2):
        try:
            question, document, grade = line.split("\t")
            yield question, document, int(grade)
        except ValueError as error:
            raise BadSet(f"{path}, line {number}: expected question, document and grade, parted by tabs") from error


def _opened(folder: Path, name: str) -> IO[str]:
    try:
        if (folder / f"{name}.gz").exists():
            return gzip.open(folder / f"{name}.gz", "rt")
        return (folder / name).open()
    except OSError as error:
        raise BadSet(f"{folder / name}: {error.strerror}") from error
