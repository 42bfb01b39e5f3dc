"""How near texts are in what they mean, word by word and as a whole, by the vectors of their words' pieces.

The vectors are WordLlama's (docs/decisions/word-vectors.md): 32,000 pieces of words of many languages, 256 numbers each, which come inside
its package. No sentence is understood, but ``remove`` and ``delete`` are neighbours, and so are ``imprimir`` and ``impresora``; a word that
nobody foresaw still consists of known pieces. English it knows best; one language's words say next to nothing of another's. The file is
mapped, not read, so all processes of a machine share one copy. What a word's pieces add up to is worked out once and kept.

This module and numpy with it are imported by the first search: a process that doesn't search needs neither.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, chain, pairwise
from pathlib import Path
from threading import Lock
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from search.vector_files import files

MOST_WORDS: Final = 30_000  # that are kept, in 30 MB; when there are more, it begins anew
LONGEST: Final = 1500  # characters of a text that are looked at
LONGEST_WORD: Final = 40  # characters: what is longer is an address or noise, and passed over
COMPARED_AT_ONCE: Final = 2_000  # pairs of words
MOST_SOUGHT: Final = 32  # words of a question that are looked for one by one, the heaviest
PUNCTUATION: Final = ".,;:!?…()[]{}\"'«»“”‘’¿¡*▸–—"
FIRST_JOINED: Final = 259  # pieces before it are marks and single bytes, which nothing joins into
NO_PIECE: Final = 1 << 30  # above all pieces, of which the commonest have the lowest numbers
BEFORE_WORD: Final = "▁"  # the piece that stands for a space

Vectors: TypeAlias = NDArray[np.float32]


class Meant:
    """A question that texts are compared with. ``weight`` says how telling a word is."""

    def __init__(self, text: str, weight: Callable[[str], float]):
        words = _words(text)
        kept, rows = model().read(words)
        self._whole = _unit(kept.sums[rows].sum(axis=0))
        weights = [weight(word) for word in words]
        heaviest = sorted(range(len(rows)), key=lambda at: -weights[at])[:MOST_SOUGHT]
        self._words = kept.sums[[rows[at] for at in heaviest]] / kept.lengths[[rows[at] for at in heaviest], None]
        shares = np.array([weights[at] for at in heaviest], dtype=np.float32)
        self._shares = shares / (shares.sum() or 1.0)

    def measures(self, title: str, opening: str, passages: Sequence[str]) -> tuple[float, float, float, float]:
        """How near in meaning the nearest passage and the title are as wholes; and how much of the question is said in title, opening and
        first passage, and in title and opening alone: each word by the cube of its likeness to the nearest one there. All from 0 to 1."""
        titled, opened, *cut = (_words(text) for text in (title, opening, *passages))
        first = cut[0] if cut else []
        kept, rows = model().read([*titled, *opened, *(word for words in cut for word in words)])
        if not rows or not len(self._words):
            return 0.0, 0.0, 0.0, 0.0
        sums = kept.sums[rows]
        start = len(titled) + len(opened)
        told = start + len(first)
        alike = np.maximum(sums[:told] @ self._words.T / kept.lengths[rows[:told], None], 0.0)
        early = alike[:start].max(axis=0, initial=0.0)
        early_or_first = np.maximum(early, alike[start:].max(axis=0, initial=0.0))
        nearest = 0.0
        for words in cut:
            nearest = max(nearest, self._nearness(sums[start : start + len(words)]))
            start += len(words)
        return nearest, self._nearness(sums[: len(titled)]), float(early_or_first**3 @ self._shares), float(early**3 @ self._shares)

    def _nearness(self, sums: Vectors) -> float:
        return max(0.0, float(_unit(sums.sum(axis=0)) @ self._whole))


def likeness(pairs: Sequence[tuple[str, str]]) -> list[float]:
    """How near the two words of each pair are, -1 to 1."""
    found: list[float] = []
    for start in range(0, len(pairs), COMPARED_AT_ONCE):
        some = pairs[start : start + COMPARED_AT_ONCE]
        kept, rows = model().read([word for pair in some for word in pair])
        unit = kept.sums[rows] / kept.lengths[rows, None]
        found += np.einsum("ij,ij->i", unit[::2], unit[1::2]).tolist()
    return found


@dataclass(slots=True)
class _Kept:
    """Words and, in the row of each, the sum of its pieces' vectors and how long that is."""

    rows: dict[str, int]
    sums: Vectors
    lengths: Vectors


@dataclass(slots=True)
class Model:
    """``vectors`` has a row for each of ``pieces``."""

    vectors: NDArray[np.float16]
    pieces: dict[str, int]
    kept: _Kept = field(init=False)
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.kept = self._empty()

    def read(self, words: Sequence[str]) -> tuple[_Kept, list[int]]:
        """The rows of ``words``. What is kept only grows, or is replaced whole, so readers need no lock."""
        kept = self.kept
        try:
            return kept, [kept.rows[word] for word in words]
        except KeyError:
            kept = self._with(words)
            return kept, [kept.rows[word] for word in words]

    def cut(self, word: str) -> list[int]:
        """The pieces that ``word`` consists of: neighbours are joined, the commonest piece first (byte pair encoding)."""
        parts: list[str] = []
        for letter in BEFORE_WORD + word:
            parts += [letter] if letter in self.pieces else [f"<0x{byte:02X}>" for byte in letter.encode(errors="replace")]
        while len(parts) > 1:
            best, at = NO_PIECE, -1
            for place, (one, other) in enumerate(pairwise(parts)):
                if FIRST_JOINED <= (piece := self.pieces.get(one + other, 0)) < best:
                    best, at = piece, place
            if at < 0:
                break
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        return [self.pieces[part] for part in parts]

    def _with(self, words: Sequence[str]) -> _Kept:
        with self.lock:
            new = [word for word in dict.fromkeys(words) if word not in self.kept.rows]
            if len(self.kept.rows) + len(new) > MOST_WORDS:
                self.kept, new = self._empty(), list(dict.fromkeys(words))
            kept = self.kept
            if new:
                cut = [self.cut(word) for word in new]
                starts = list(accumulate((len(pieces) for pieces in cut[:-1]), initial=0))
                sums = np.add.reduceat(self.vectors[list(chain.from_iterable(cut))].astype(np.float32), starts)
                lengths = np.sqrt(np.einsum("ij,ij->i", sums, sums))
                first, last = len(kept.rows), len(kept.rows) + len(new)
                kept.sums[first:last], kept.lengths[first:last] = sums, np.where(lengths > 0, lengths, 1.0)
                kept.rows.update(zip(new, range(first, last), strict=True))
            return kept

    def _empty(self) -> _Kept:
        return _Kept({}, np.zeros((MOST_WORDS, self.vectors.shape[1]), dtype=np.float32), np.ones(MOST_WORDS, dtype=np.float32))


@cache
def model() -> Model:
    """Read once, when first needed.

    Raises:
        search.vector_files.NoVectors: see there.
    """
    vectors, pieces = files()
    return Model(_mapped(vectors), json.loads(pieces.read_bytes())["model"]["vocab"])


def _mapped(path: Path) -> NDArray[np.float16]:
    """The one table of a file in safetensors' format: the length of its description, the description, the numbers."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        (table,) = json.loads(file.read(length)).values()
    return np.memmap(path, dtype=np.float16, mode="r", offset=8 + length, shape=tuple(table["shape"]))


def _words(text: str) -> list[str]:
    return [clean for word in text[:LONGEST].split() if len(word) <= LONGEST_WORD and (clean := word.lower().strip(PUNCTUATION))]


def _unit(vector: Vectors) -> Vectors:
    length = float(np.sqrt(vector @ vector))
    return vector / length if length else vector
