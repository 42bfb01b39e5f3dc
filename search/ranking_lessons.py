"""How much each measure of the second look counts, learned from questions with judged documents.

For each question the chance of a candidate is its score among all candidates' (softmax); weights are moved so that judged documents become
likely. A set counts by the root of its size and each family of sets alike, so that no collection decides alone. Weights stay at or above 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import md5
from math import sqrt
from operator import mul
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.engines.generations import Generations
from search.engines.tantivy import TantivyEngine
from search.engines.tantivy_index import open_documents, open_passages
from search.engines.tantivy_reading import TantivyReader
from search.evaluation import KIND, BeirSet, index_set
from search.ranking import Searching
from search.request import SearchRequest
from search.reranking import LENGTHS, MEASURES

KEPT_ASIDE: Final = 5  # one question in so many is kept aside, by its document
STEPS: Final = 3_000  # at most
STANDS_STILL: Final = 1e-5
SHRINK: Final = 1e-3
TOGETHER: Final = 37.0

Weights = list[float]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question: what was measured of each candidate, once for each of `LENGTHS`, as far as the question is so long; which are right,
    and how much it counts."""

    measures: tuple[tuple[float, ...], ...]
    right: tuple[bool, ...]
    counts: float


def lessons(beir: BeirSet, folder: Path, most: int, counts: float, *, aside: bool = False) -> list[Lesson]:
    """Up to ``most`` questions of a set, in a fixed order, from an index in ``folder``; or those kept aside."""
    engine = TantivyEngine(folder)
    ids = index_set(beir, engine)
    generation = Generations(folder).current()
    if generation is None:
        raise RuntimeError("the index was not built")
    reader = TantivyReader(open_documents(generation), open_passages(generation))
    chosen = sorted((question for question in beir.questions if _is_aside(beir.judged[question]) == aside), key=_shuffled)
    found = []
    for question in chosen[:most]:
        searching = Searching(reader, reader.lexicon, SearchRequest(text=beir.questions[question], limit=10))
        measured = searching.measured()
        right = tuple(ids[int(key.removeprefix(f"{KIND}:"))] in beir.judged[question] for key, _ in measured)
        shares = searching.second_look.shares if measured else ()
        split = tuple(tuple(share * measure for share in shares for measure in one) for _, one in measured)
        found.append(Lesson(split, right, counts))
    scale = 1 / sqrt(max(len(found), 1))
    return [Lesson(lesson.measures, lesson.right, counts * scale) for lesson in found]


def learn(lessons: Iterable[Lesson]) -> Weights:
    """The weights under which the right candidates are likeliest.

    Measures are learned in units of their own spread: some hardly leave 0, and would never get the weight that they need. Many are nearly
    the same, so steps gather pace (Nesterov's, begun anew whenever they went uphill) and go on until weights stand still.
    """
    usable = [lesson for lesson in lessons if any(lesson.right) and not all(lesson.right)]
    questions = _Questions.of(usable)
    spreads = questions.rows.std(axis=0)
    spreads[spreads == 0] = 1.0
    questions.rows /= spreads
    weights = ahead = np.full(len(spreads), 0.3)
    loss, slope = questions.loss(weights)
    pace, gathered = 1.0, 1.0
    for _ in range(STEPS):
        here, slope = questions.loss(ahead)
        while True:
            then = np.maximum(ahead - pace * slope, 0.0)
            moved = then - ahead
            reached, _slope = questions.loss(then)
            if reached <= here + slope @ moved + moved @ moved / (2 * pace) + 1e-12:
                break
            pace /= 2
        if reached > loss:
            ahead, gathered = weights, 1.0
            continue
        before, weights, loss = weights, then, reached
        if np.abs(weights - before).max() < STANDS_STILL:
            break
        more = (1 + sqrt(1 + 4 * gathered**2)) / 2
        ahead, gathered = weights + (gathered - 1) / more * (weights - before), more
    return list(map(float, weights / spreads))


@dataclass(slots=True)
class _Questions:
    """All lessons in one table: a row for each candidate, and where each question's begin."""

    rows: NDArray[np.float64]
    starts: NDArray[np.intp]
    question: NDArray[np.intp]  # of each row
    counts: NDArray[np.float64]  # of each question, 1 in all
    wanted: NDArray[np.float64]  # how likely each row should be, times what its question counts

    @classmethod
    def of(cls, lessons: Sequence[Lesson]) -> "_Questions":
        sizes = [len(lesson.right) for lesson in lessons]
        counts = np.array([lesson.counts for lesson in lessons])
        counts /= counts.sum()
        question = np.repeat(np.arange(len(sizes)), sizes)
        right = np.concatenate([np.array(lesson.right, dtype=float) / sum(lesson.right) for lesson in lessons])
        rows = np.array([row for lesson in lessons for row in lesson.measures])
        return cls(rows, np.cumsum([0, *sizes[:-1]]), question, counts, right * counts[question])

    def loss(self, weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """How unlikely what is right is, and which way that grows."""
        scores = self.rows @ weights
        scores -= np.maximum.reduceat(scores, self.starts)[self.question]
        likely = np.exp(scores)
        sums = np.add.reduceat(likely, self.starts)
        unlikely = self.counts @ np.log(sums) - self.wanted @ scores
        slope = self.rows.T @ (likely * (self.counts / sums)[self.question] - self.wanted)
        return float(unlikely + SHRINK * weights @ weights / 2), slope + SHRINK * weights


def reciprocal_rank(lessons: Sequence[Lesson], weights: Sequence[float]) -> float:
    """MRR@10, per cent."""
    found = 0.0
    for lesson in lessons:
        scores = [sum(map(mul, weights, row)) for row in lesson.measures]
        best = max((score for score, right in zip(scores, lesson.right, strict=True) if right), default=None)
        if best is not None and (place := 1 + sum(score > best for score in scores)) <= 10:
            found += 1 / place
    return 100 * found / max(len(lessons), 1)


def as_table(weights: Sequence[float]) -> dict[str, dict[str, float]]:
    """What ``weights.json`` holds; those of the shortest questions add up to `TOGETHER`, so that scores stay of an engine's size."""
    tables = np.reshape(weights, (len(LENGTHS), len(MEASURES)))
    scaled = (tables * (TOGETHER / (tables[0].sum() or 1.0))).round(3).tolist()
    return {length: dict(zip(MEASURES, table, strict=True)) for length, table in zip(LENGTHS, scaled, strict=True)}


def _is_aside(judged: Iterable[str]) -> bool:
    """Whether a question is kept for the end, by the id of its first document: what one article answers is never on both sides, in
    whatever language or form another set has it."""
    return int(_shuffled(min(judged)), 16) % KEPT_ASIDE == 0


def _shuffled(id: str) -> str:
    """Sorts ids in an order that has nothing to do with them, always the same."""
    return md5(id.encode(), usedforsecurity=False).hexdigest()
