"""How much each measure of the second look counts, learned from questions with judged documents.

For each question the chance of a candidate is its score among all candidates' (softmax); weights are moved so that judged documents become
likely. A set counts by the root of its size and each family of sets alike, so that no collection decides alone. Weights stay at or above 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import md5
from math import exp, fsum, sqrt
from operator import mul, truediv
from pathlib import Path
from typing import Final

from search.engines.generations import Generations
from search.engines.tantivy import TantivyEngine
from search.engines.tantivy_index import open_documents, open_passages
from search.engines.tantivy_reading import TantivyReader
from search.evaluation import KIND, BeirSet, index_set
from search.ranking import Searching
from search.request import SearchRequest
from search.reranking import MEASURES

KEPT_ASIDE: Final = 5  # one question in so many is kept aside, by its document
STEPS: Final = 120
PACE: Final = 0.15  # of the first half of the steps; then it falls to nothing
SHRINK: Final = 1e-3

Weights = list[float]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question: what was measured of each candidate (for few words, then for many), which are right, and how much it counts."""

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
    place = {id: number for number, id in enumerate(ids)}
    chosen = sorted((question for question in beir.questions if _is_aside(place, beir.judged[question]) == aside), key=_shuffled)
    found = []
    for question in chosen[:most]:
        searching = Searching(reader, reader.lexicon, SearchRequest(text=beir.questions[question], limit=10))
        measured = searching.measured()
        right = tuple(ids[int(key.removeprefix(f"{KIND}:"))] in beir.judged[question] for key, _ in measured)
        many = searching.second_look.many if measured else 0.0
        split = tuple((*(m * (1 - many) for m in one), *(m * many for m in one)) for _, one in measured)
        found.append(Lesson(split, right, counts))
    scale = 1 / sqrt(max(len(found), 1))
    return [Lesson(lesson.measures, lesson.right, counts * scale) for lesson in found]


def learn(lessons: Iterable[Lesson]) -> Weights:
    """The weights under which the right candidates are likeliest, by projected gradients (Adam's steps).

    Measures are learned in units of their own spread: some hardly leave 0, and would never get the weight that they need.
    """
    usable = [lesson for lesson in lessons if any(lesson.right) and not all(lesson.right)]
    spreads = [_spread(column) for column in zip(*(row for lesson in usable for row in lesson.measures), strict=True)]
    usable = [replace(lesson, measures=tuple(tuple(map(truediv, row, spreads)) for row in lesson.measures)) for lesson in usable]
    total = sum(lesson.counts for lesson in usable)
    weights = [0.3] * (2 * len(MEASURES))
    slope, spread = [0.0] * len(weights), [0.0] * len(weights)
    for step in range(1, STEPS + 1):
        gradient = [SHRINK * weight for weight in weights]
        for lesson in usable:
            _add_gradient(gradient, lesson, weights, lesson.counts / total)
        for place, value in enumerate(gradient):
            slope[place] = 0.9 * slope[place] + 0.1 * value
            spread[place] = 0.99 * spread[place] + 0.01 * value * value
            move = slope[place] / (1 - 0.9**step) / (sqrt(spread[place] / (1 - 0.99**step)) + 1e-9)
            weights[place] = max(0.0, weights[place] - PACE * min(1.0, 2 * (1 - step / STEPS)) * move)
    return list(map(truediv, weights, spreads))


def _spread(values: Sequence[float]) -> float:
    """Their standard deviation; 1 where they are all the same."""
    mean = fsum(values) / len(values)
    return sqrt(fsum((value - mean) ** 2 for value in values) / len(values)) or 1.0


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
    """What ``weights.json`` holds; ``few`` words' first weight is 1.5, so that scores stay of an engine's size."""
    scale = (weights[0] or 1.0) / 1.5
    rounded = [round(weight / scale, 3) for weight in weights]
    size = len(MEASURES)
    return {"few": dict(zip(MEASURES, rounded[:size], strict=True)), "many": dict(zip(MEASURES, rounded[size:], strict=True))}


def _is_aside(place: Mapping[str, int], judged: Iterable[str]) -> bool:
    """Whether a question is kept for the end, by its first document: what one article answers is never on both sides."""
    return int(_shuffled(str(min((place[id] for id in judged if id in place), default=-1))), 16) % KEPT_ASIDE == 0


def _shuffled(id: str) -> str:
    """Sorts ids in an order that has nothing to do with them, always the same."""
    return md5(id.encode(), usedforsecurity=False).hexdigest()


def _add_gradient(gradient: Weights, lesson: Lesson, weights: Sequence[float], counts: float) -> None:
    scores = [sum(map(mul, weights, row)) for row in lesson.measures]
    highest, wanted = max(scores), counts / sum(lesson.right)
    likely = [exp(score - highest) for score in scores]
    share = counts / sum(likely)
    for row, chance, right in zip(lesson.measures, likely, lesson.right, strict=True):
        pull = chance * share - (wanted if right else 0.0)
        for place, measure in enumerate(row):
            gradient[place] += pull * measure
