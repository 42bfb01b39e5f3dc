"""Learns which words of one language stand for each other: those that people ask with, and those that they are answered with instead.

A synonym is replaceable, not merely related: ``server`` and ``port`` stand in the same answers, and mean different things. So three things
must come together, and each is one factor of a pair's score:

- *Neighbours alike.* Each word is the words that stand up to two places before and behind it, each by place, little words among them; they
  count by their pointwise mutual information, below zero not at all, with smoothed contexts (Levy, Goldberg & Dagan, 2015) and less where
  seen seldom (Pantel & Lin, 2002). Alike is the cosine of two words.
- *Near in meaning or answered with.* Half of this is the cosine of word vectors (`search.meaning`) or, where that is more, how surely
  both translate one word of another language (Bannard & Callison-Burch, 2005; `search.learned.translating`); half is how much more often
  who asks with one and not the other is answered with the other than by chance: the likelihood ratio (Dunning, 1993), G ÷ (G + `HALFWAY`).
- *Seldom side by side.* Whoever writes ``incoming and outgoing`` means two things (Lin et al., 2003): the share of the rarer word's places
  with the other one within five words lowers the score, and from `MOST_BESIDE` on there is none.

Where guides are translated, two words that translate one word surely enough and have like neighbours need nobody who asked: how surely ×
likeness², less for side by side.

Words of which few documents, askers or answers show it teach nothing. A word that people search for and no text holds has no
neighbours: for it `UNSEEN` stands, and more people must have asked.
"""

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import log
from typing import Final, NamedTuple

from search import analysis
from search.common import is_everyday
from search.learned import neighbours
from search.learned.neighbours import BESIDE, NOWHERE
from search.meaning import likeness

LEAST_DOCUMENTS: Final = 3  # in which the pair was asked and answered,
LEAST_PEOPLE: Final = 3  # different people who asked, and as many who answered (for searches: documents that did),
LEAST_SEEKERS: Final = 5  # and more people for a word that no text holds
UNSEEN: Final = 0.3  # how alike its neighbours are taken to be
LEAST_HELD: Final = 5  # texts that hold a word
MOST_ASKED: Final = 0.1  # share of the texts: a commoner word tells nothing, so nothing need be searched beside it,
MOST_TOLD: Final = 0.5  # and a word of most texts finds all of them
LEAST_LIFT: Final = 1.2  # times what chance would give
LEAST_LETTERS: Final = 3
LEAST_ALIKE: Final = 0.15
LEAST_SCORE: Final = 0.08
LEAST_TRANSLATED: Final = 0.02  # the same, for words that only translations show
MOST_SHARING: Final = 12  # words that translate one: of more, that one is to blame
MOST_BESIDE: Final = 0.12
HALFWAY: Final = 20.0
MOST_COMPARED: Final = 4000  # words
MOST_WORDS: Final = 6_000_000  # of texts in one language
MOST_TERMS: Final = 80  # of each side of a unit
MOST_EACH: Final = 3  # pairs of one word

OPPOSITE: Final = ("un", "in", "im", "ir", "dis", "des", "de", "non", "anti", "up", "down")
"""Beginnings that turn a word into its contrary."""
MEASURES: Final = {
    "en": "second minute hour day week month year decade today yesterday tomorrow morning evening monday friday first last two three four",
    "es": "segundo minuto hora día semana mes año década hoy ayer mañana tarde lunes viernes primero último dos tres cuatro",
    "pt": "segundo minuto hora dia semana mês ano década hoje ontem amanhã tarde segunda sexta primeiro último dois três quatro",
}
"""Words that stand in the same places and are never the same: times and numbers."""

_BREAK: Final = re.compile(r"[\n.;:!?]+(?:\s|$)")
SEARCHED: Final = frozenset({"searches", "rephrased"})


@dataclass(frozen=True, slots=True)
class Unit:
    """People asked with some words and were answered with others, by other people. ``source``: accepted, answers, duplicates, searches or
    rephrased; ``ref``: the document that shows it."""

    asked: str
    told: str
    askers: frozenset[str]
    tellers: frozenset[str]
    ref: str
    source: str

    @property
    def searched(self) -> bool:
        return self.source in SEARCHED


class Measured(NamedTuple):
    """How good a pair is, 0 to 1, and of what that is made: how alike the words' neighbours are, how near the words in meaning, how much
    oftener than by chance one answers the other, and the share of places where they stand side by side."""

    score: float
    alike: float
    near: float
    strength: float
    beside: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Who asks with ``asked`` may mean ``told``, both terms. ``documents`` counts those that show it by source; ``refs`` names them."""

    asked: str
    told: str
    measured: Measured
    documents: dict[str, int]
    askers: int
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """The words of one unit that count; there are many of these, so they are small."""

    asked: tuple[int, ...]
    told: tuple[int, ...]
    unit: Unit


@dataclass(slots=True)
class _Shown:
    """What shows one pair: documents with the source of evidence, who asked, who answered."""

    refs: dict[str, str] = field(default_factory=dict)
    askers: set[str] = field(default_factory=set)
    tellers: set[str] = field(default_factory=set)

    def add(self, unit: Unit) -> None:
        self.refs.setdefault(unit.ref, unit.source)
        self.askers |= unit.askers
        self.tellers |= unit.tellers

    def enough(self, *, unseen: bool) -> bool:
        documents, askers = len(self.refs) >= LEAST_DOCUMENTS, len(self.askers) >= (LEAST_SEEKERS if unseen else LEAST_PEOPLE)
        return documents and askers and len(self.tellers) >= LEAST_PEOPLE


@dataclass(slots=True)
class Learner:
    """Reads texts and units of one language; `learned` says what they taught. ``translations``: term → (term of another language, how
    sure that is)."""

    lang: str
    translations: Mapping[str, Sequence[tuple[str, float]]] = field(default_factory=dict)
    texts: int = 0
    held: Counter[int] = field(default_factory=Counter)  # in how many texts each word is
    said: Counter[int] = field(default_factory=Counter)
    _ids: dict[str, int] = field(default_factory=dict)
    _places: "array[int]" = field(default_factory=lambda: array("i"))
    _written: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _units: list[Unit] = field(default_factory=list)

    def read(self, text: str) -> None:
        """One text of one person, public."""
        if len(self._places) >= MOST_WORDS:
            return
        found: set[int] = set()
        for line in _BREAK.split(text):
            words = [self._id(term) for term in analysis.terms(line, self.lang, keep_stop_words=True)]
            self._places.extend(words)
            self._places.extend([NOWHERE] * BESIDE)
            self.said.update(words)
            found.update(words)
        for word in analysis.words(text, self.lang):
            self._written[self._id(word.term)][text[word.start : word.end].lower()] += 1
        self.held.update(found)
        self.texts += 1

    def ask(self, unit: Unit) -> None:
        self._units.append(unit)
        if unit.searched:
            for word in analysis.words(unit.asked, self.lang):
                self._written[self._id(word.term)][unit.asked[word.start : word.end].lower()] += 1

    def written(self, term: str) -> str:
        """How ``term`` is written most often."""
        return self._common(self._ids[term])

    def documents(self, term: str) -> int:
        """How many texts hold it."""
        return self.held[self._ids[term]]

    def learned(self) -> list[Pair]:
        """The pairs that are good enough, best first; of two that differ in direction alone, the better."""
        seen = [self._seen(unit) for unit in self._units]
        asked, told = Counter(x for one in seen for x in one.asked), Counter(y for one in seen for y in one.told)
        alike = self._alike(asked, told)
        together = _together(seen, alike)
        terms = {id: term for term, id in self._ids.items()}
        likely = [
            (x, y, both)
            for (x, y), both in together.items()
            if both >= LEAST_DOCUMENTS and both * len(seen) >= LEAST_LIFT * asked[x] * told[y] and not _contrary(terms[x], terms[y])
        ]
        vectors = likeness([(self._common(x), self._common(y)) for x, y, _ in likely])
        near = [max(cosine, self._translated(terms[x], terms[y])) for (x, y, _), cosine in zip(likely, vectors, strict=True)]
        beside = neighbours.beside(self._places, {(min(x, y), max(x, y)) for x, y, _ in likely}, len(self._ids))
        found: dict[tuple[int, int], Measured] = {}
        for (x, y, both), meant in zip(likely, near, strict=True):
            ratio = likelihood_ratio(both, asked[x] - both, told[y] - both, len(seen) - asked[x] - told[y] + both)
            share = beside[min(x, y), max(x, y)] / max(min(self.said[x], self.said[y]), 1)
            strength = ratio / (ratio + HALFWAY)
            score = alike[x][y] * (max(meant, 0.0) + strength) / 2 * max(1 - share / MOST_BESIDE, 0.0)
            if score >= LEAST_SCORE:
                found[x, y] = Measured(score, alike[x][y], meant, strength, share)
        shown = self._evident(found, seen, terms)
        return shown + self._from_translations({frozenset((pair.asked, pair.told)) for pair in shown})

    def _alike(self, asked: Counter[int], told: Counter[int]) -> dict[int, dict[int, float]]:
        """For each word that people ask with, those that answer and have like neighbours, with how alike they are."""
        known = [id for id in asked.keys() | told.keys() if self.held[id] >= LEAST_HELD]
        chosen = sorted(known, key=lambda id: (-self.held[id], id))[:MOST_COMPARED]
        if not chosen:
            return {}
        rows = neighbours.space(self._places, chosen, self.said, len(self._ids))
        found = {
            chosen[row]: {chosen[other]: cosine for other, cosine in others if chosen[other] in told}
            for row, others in neighbours.alike(rows, LEAST_ALIKE)
            if chosen[row] in asked
        }
        return found | {id: dict.fromkeys(told, UNSEEN) for id in asked if self.held[id] < LEAST_HELD}

    def _translated(self, one: str, other: str) -> float:
        """How surely both are what one word of another language means."""
        others = dict(self.translations.get(other, ()))
        return max((sure * others[foreign] for foreign, sure in self.translations.get(one, ()) if foreign in others), default=0.0)

    def _from_translations(self, known: set[frozenset[str]]) -> list[Pair]:
        """Pairs that translations show, but those that are ``known``, the rarer word first."""
        shared = {pair: count for pair, count in self._sharing().items() if frozenset(pair) not in known}
        ids = {self._ids[term] for pair in shared for term in pair}
        chosen = sorted(ids, key=lambda id: (-self.held[id], id))[:MOST_COMPARED]
        if not chosen:
            return []
        rows = neighbours.space(self._places, chosen, self.said, len(self._ids))
        at = {id: place for place, id in enumerate(chosen)}
        numbered = {pair: (self._ids[pair[0]], self._ids[pair[1]]) for pair in shared}
        beside = neighbours.beside(self._places, {(min(two), max(two)) for two in numbered.values()}, len(self._ids))
        found = []
        for (one, other), (x, y) in numbered.items():
            if x in at and y in at:
                cosine, near = float(rows[at[x]] @ rows[at[y]]), self._translated(one, other)
                share = beside[min(x, y), max(x, y)] / min(self.said[x], self.said[y])
                score = cosine**2 * near * max(1 - share / MOST_BESIDE, 0.0)
                if score >= LEAST_TRANSLATED:
                    measured = Measured(score, cosine, near, 0.0, share)
                    found.append(Pair(one, other, measured, {"translated": shared[one, other]}, 0, ()))
        return sorted(found, key=lambda pair: (-pair.measured.score, pair.asked, pair.told))

    def _sharing(self) -> Counter[tuple[str, str]]:
        """Two words, the rarer first, with how many words of other languages both translate."""
        translating: dict[str, list[str]] = defaultdict(list)
        for term, others in self.translations.items():
            if term.startswith(f"{self.lang}:") and self._telling_term(term):
                for foreign, _ in others:
                    translating[foreign].append(term)
        groups = (
            sorted(terms, key=lambda term: (self.documents(term), term)) for terms in translating.values() if len(terms) <= MOST_SHARING
        )
        pairs = Counter(pair for terms in groups for pair in combinations(terms, 2) if not _contrary(*pair))
        return Counter({pair: count for pair, count in pairs.items() if self.documents(pair[0]) <= MOST_ASKED * self.texts})

    def _telling_term(self, term: str) -> bool:
        id = self._ids.get(term)
        return (
            id is not None
            and self.held[id] >= LEAST_HELD
            and self._counts(id, False)
            and _is_word(term, self.lang)
            and self._common(id).isalpha()
        )

    def _evident(self, found: dict[tuple[int, int], Measured], seen: list[_Seen], terms: dict[int, str]) -> list[Pair]:
        """Pairs with what shows them, if that is enough documents and people."""
        shown: dict[tuple[int, int], _Shown] = defaultdict(_Shown)
        by_first: dict[int, list[int]] = defaultdict(list)
        for x, y in found:
            by_first[x].append(y)
        for one in seen:
            for x in one.asked:
                for y in by_first.get(x, ()):
                    if y in one.told:
                        shown[x, y].add(one.unit)
        enough = {(x, y) for x, y in found if shown[x, y].enough(unseen=self.held[x] < LEAST_HELD)}
        pairs: list[Pair] = []
        often: Counter[int] = Counter()
        for x, y in sorted(enough, key=lambda pair: (-found[pair].score, pair)):
            other_way = (y, x) in enough and (found[y, x], y) > (found[x, y], x)
            if not other_way and max(often[x], often[y]) < MOST_EACH:
                often.update((x, y))
                evidence = shown[x, y]
                counted = dict(Counter(evidence.refs.values()))
                pairs.append(Pair(terms[x], terms[y], found[x, y], counted, len(evidence.askers), tuple(evidence.refs)))
        return pairs

    def _seen(self, unit: Unit) -> _Seen:
        asked, told = self._telling(unit.asked, unseen=unit.searched), self._telling(unit.told)
        first = tuple(x for x in asked - told if self.held[x] <= MOST_ASKED * self.texts)
        return _Seen(first, tuple(told - asked), unit)

    def _telling(self, text: str, *, unseen: bool = False) -> set[int]:
        """The words of ``text`` that a pair may be made of; with ``unseen`` those that no text holds, too."""
        ids = (self._ids.get(term, NOWHERE) for term in dict.fromkeys(analysis.terms(text, self.lang)) if _is_word(term, self.lang))
        known = [id for id in ids if id != NOWHERE and self._counts(id, unseen)]
        return {id for id in known[:MOST_TERMS] if self._common(id).isalpha()}

    def _counts(self, id: int, unseen: bool) -> bool:
        return unseen if self.held[id] < LEAST_HELD else self.held[id] <= MOST_TOLD * self.texts

    def _common(self, id: int) -> str:
        written = self._written[id]
        return max(written, key=lambda word: (written[word], word))

    def _id(self, term: str) -> int:
        return self._ids.setdefault(term, len(self._ids))


def likelihood_ratio(both: float, one: float, other: float, neither: float) -> float:
    """Dunning's G² of two things that may have nothing to do with each other: how often both, only one, only the other, neither."""

    def surprise(*counts: float) -> float:
        total = sum(counts)
        return sum(count * log(count / total) for count in counts if count > 0)

    ratio = surprise(both, one, other, neither) - surprise(both + one, other + neither) - surprise(both + other, one + neither)
    return max(2 * ratio, 0.0)


def _together(seen: Iterable[_Seen], alike: Mapping[int, Mapping[int, float]]) -> Counter[tuple[int, int]]:
    """In how many units somebody asked with one word and was answered with the other, of those that are alike."""
    found: Counter[tuple[int, int]] = Counter()
    for one in seen:
        told = frozenset(one.told)
        found.update((x, y) for x in one.asked if x in alike for y in told & alike[x].keys())
    return found


def _is_word(term: str, lang: str) -> bool:
    stem = term.partition(":")[2]
    return len(stem) >= LEAST_LETTERS and stem.isalpha() and term not in _MEASURES[lang] and not is_everyday(term)


def _contrary(one: str, other: str) -> bool:
    """Whether one is the other with a beginning that says no."""
    lang = one.index(":") + 1
    short, long = sorted((one[lang:], other[lang:]), key=len)
    return any(long == beginning + short or (short.startswith("up") and long == "down" + short[2:]) for beginning in OPPOSITE)


_MEASURES: Final = {lang: frozenset(analysis.terms(words, lang, keep_stop_words=True)) for lang, words in MEASURES.items()}
