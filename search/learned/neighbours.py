"""Which words stand in the same places of a house's texts: numbers for `search.learned.wording`.

Texts are one line of numbers, one a word, with `NOWHERE` between sentences.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

NOWHERE: Final = -1
BESIDE: Final = 5  # words apart, at most, are side by side
PLACES: Final = (-2, -1, 1, 2)
CONTEXTS: Final = 1000  # the commonest words stand for neighbours
SMOOTHED: Final = 0.75
AT_ONCE: Final = 500  # words compared with all others
OF_A_LINE: Final = 200_000  # words of the line that are looked at together

Numbers = NDArray[np.float32]


def space(places: "array[int]", chosen: Sequence[int], said: Mapping[int, int], size: int) -> Numbers:
    """A row of length 1 for each of ``chosen``: its neighbours by place. ``said``: how often each word is; ``size``: how many there are."""
    row, column = _numbered(chosen, size), _numbered(contexts := _commonest(said), size)
    counts = np.zeros((len(chosen), len(contexts) * len(PLACES)), dtype=np.float32)
    for number, place in enumerate(PLACES):
        for first, second in _apart(places, abs(place)):
            here, there = (first, second) if place > 0 else (second, first)
            rows, columns = row[here], column[there]  # nowhere, -1, reads the last entry of what is numbered: -1 again
            both = (rows >= 0) & (columns >= 0)
            np.add.at(counts, (rows[both], columns[both] + number * len(contexts)), 1)
    return _weighed(counts, np.array([said[word] for word in contexts], dtype=np.float32))


def alike(rows: Numbers, least: float) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    """Each row with the other rows that are ``least`` alike or more: (row, cosine)."""
    for start in range(0, len(rows), AT_ONCE):
        block = rows[start : start + AT_ONCE] @ rows.T
        for number, cosines in enumerate(block, start):
            cosines[number] = 0.0
            found = np.flatnonzero(cosines >= least)
            yield number, list(zip(found.tolist(), cosines[found].tolist(), strict=True))


def beside(places: "array[int]", pairs: set[tuple[int, int]], size: int) -> Counter[tuple[int, int]]:
    """How often the two words of each pair (the lower number first) stand within `BESIDE` words."""
    some = np.zeros(size + 1, dtype=bool)
    some[list({word for pair in pairs for word in pair})] = True
    found: Counter[tuple[int, int]] = Counter()
    for away in range(1, BESIDE + 1):
        for one, other in _apart(places, away):
            both = some[one] & some[other]
            low, high = np.minimum(one[both], other[both]), np.maximum(one[both], other[both])
            found.update(pair for pair in zip(low.tolist(), high.tolist(), strict=True) if pair in pairs)
    return found


def _apart(places: "array[int]", away: int) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Each word with the one so many places behind it, some of the line at a time: a house's texts in one piece took 200 MB more."""
    line = np.frombuffer(places, dtype=np.int32)
    for start in range(0, len(line) - away, OF_A_LINE):
        end = min(start + OF_A_LINE, len(line) - away)
        yield line[start:end], line[start + away : end + away]


def _numbered(words: Sequence[int], size: int) -> NDArray[np.int32]:
    numbered = np.full(size + 1, NOWHERE, dtype=np.int32)
    numbered[list(words)] = np.arange(len(words))
    return numbered


def _commonest(said: Mapping[int, int]) -> list[int]:
    return sorted(said, key=lambda word: (-said[word], word))[:CONTEXTS]


def _weighed(counts: Numbers, said: Numbers) -> Numbers:
    """Positive pointwise mutual information of each count with contexts that are ``said`` so often, in its place; each row is made one
    long."""
    shares = np.tile(said**SMOOTHED, len(PLACES))
    shares /= shares.sum() or 1.0
    for start in range(0, len(counts), AT_ONCE):
        some = counts[start : start + AT_ONCE]
        with np.errstate(divide="ignore", invalid="ignore"):
            weights = np.nan_to_num(np.log(some / (some.sum(axis=1, keepdims=True) * shares)), nan=0.0, posinf=0.0, neginf=0.0)
        weights = np.maximum(weights, 0.0) * (some / (some + 1))
        lengths = np.sqrt(np.einsum("ij,ij->i", weights, weights))
        some[:] = weights / np.where(lengths > 0, lengths, 1.0)[:, None]
    return counts
