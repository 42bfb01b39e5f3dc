"""Learns which terms mean the same in two languages, from the house's own pages and their translations.

Pages that are translations of each other (one ``translation_key``) say the same sentence by sentence. Two terms that stand in the same
sentences, and seldom elsewhere, are taken for translations: their score is Dice's, 2 × together ÷ (one + other). Only public pages teach.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

from core.content import Document
from search import analysis

LEAST_TOGETHER: Final = 3
LEAST_SCORE: Final = 0.25
MOST_EACH: Final = 3  # translations of one term into one language
LONGEST: Final = 30  # terms of a sentence; of longer ones nobody can tell which word is which
MOST_PAIRS: Final = 3_000_000  # pairs of terms counted at once; rare ones are forgotten beyond that

Unit = tuple[frozenset[str], frozenset[str]]


class Learner:
    """Counts what stands together; `learned` says what that taught."""

    def __init__(self) -> None:
        self.seen: dict[str, Counter[str]] = defaultdict(Counter)  # by language of the other side
        self.together: Counter[tuple[str, str]] = Counter()

    def add(self, units: Iterable[Unit]) -> None:
        for one, other in units:
            if not one or not other:
                continue
            self.seen[_lang(other)].update(one)
            self.seen[_lang(one)].update(other)
            self.together.update((a, b) for a in one for b in other)
        if len(self.together) > MOST_PAIRS:
            self.together = Counter({pair: count for pair, count in self.together.items() if count > 1})

    def learned(self) -> Iterator[tuple[str, str, float]]:
        """(term, its translation, score) for both directions, the best `MOST_EACH` of each term and language."""
        best: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
        for (a, b), together in self.together.items():
            if together < LEAST_TOGETHER:
                continue
            score = 2 * together / (self.seen[b[:2]][a] + self.seen[a[:2]][b])
            if score >= LEAST_SCORE:
                best[a, b[:2]].append((score, b))
                best[b, a[:2]].append((score, a))
        for (term, _), others in best.items():
            for score, other in sorted(others, reverse=True)[:MOST_EACH]:
                yield term, other, score


def units(one: Document, other: Document) -> Iterator[Unit]:
    """The sentences of two pages that say the same: titles, and the sentences of parts that have equally many."""
    langs = analysis.language(one.lang), analysis.language(other.lang)
    yield _unit(one.title, other.title, langs)
    if len(one.parts) != len(other.parts):
        return
    for left, right in zip(one.parts, other.parts, strict=True):
        lines = left.text.splitlines(), right.text.splitlines()
        if len(lines[0]) == len(lines[1]):
            for pair in zip(*lines, strict=True):
                found = _unit(*pair, langs)
                if max(map(len, found)) <= LONGEST:
                    yield found


def pairs(documents: Iterable[Document]) -> Iterator[tuple[Document, Document]]:
    """Each two of ``documents``, which say the same, in different languages that we can analyse."""
    for one, other in combinations(documents, 2):
        langs = {analysis.language(one.lang), analysis.language(other.lang)}
        if len(langs) == 2 and analysis.OTHER not in langs:
            yield one, other


def _unit(one: str, other: str, langs: tuple[str, str]) -> Unit:
    return frozenset(analysis.terms(one, langs[0])), frozenset(analysis.terms(other, langs[1]))


def _lang(terms: frozenset[str]) -> str:
    return next(iter(terms))[:2]
