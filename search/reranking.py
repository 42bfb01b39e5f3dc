"""The second look: what the best candidates say, word by word, beside what an engine's index made of them.

An engine's score knows how often words occur, not which of them stand together, how much of the title they are, or that ``printing`` is
almost ``printer``. The few candidates that a page can show are measured here on the texts that their hits bring anyway, so every engine
ranks alike. How much each measure counts was learned (`manage.py learn_ranking`) and stands in ``weights.json``: none is negative, so more
of what was asked for never lowers a document.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from math import log
from operator import mul
from pathlib import Path
from typing import TYPE_CHECKING, Final

from search import analysis

if TYPE_CHECKING:
    from search.meaning import Meant

MEASURES: Final = (
    "passage",  # the engine's score of the best passage,
    "second",  # of the one after it,
    "document",  # and of the whole document with its title
    "alike",  # how much of the question stands in the title or the best passage, words that begin alike included
    "of_title",  # how much of the title was asked for
    "title_letters",  # how alike title and question are, letter by letter: endings, compounds, little words
    "named_letters",  # the same of the title or a heading, whichever is more alike
    "title_pairs",  # neighbours of the question that are neighbours there
    "pairs",  # and in a passage
    "near",  # neighbours of the question that stand at most one word apart in a passage, in any order
    "long",  # how much of the question is held, times how long the document is,
    "short",  # or how short;
    "brief",  # times how short its best passages are: a page of a few lines,
    "little",  # how little of it was found by the question,
    "title_long",  # how long its title is,
    "title_short",  # or how short;
    "verbatim",  # how much of a short question, little words included, title and passages say in just the form that was typed,
    "title_capitals",  # what the question alone writes in capitals (the ``MID`` function) and the title does too,
    "capitals",  # and what a passage does, the oftener the more
    "meant",  # how near the nearest passage is in meaning (`search.meaning`),
    "title_meant",  # and the title;
    "said",  # how much of the question is said, in its own or near words, in title, opening or best passage,
    "said_early",  # and in title and opening
)
HELD: Final = MEASURES.index("alike")
WEIGHTS_FILE: Final = Path(__file__).with_name("weights.json")
IN_MEANING: Final = 12  # candidates whose meaning is looked at: the best by all other measures
PASSAGES: Final = 3  # passages of each that are looked at
LENGTHS: Final = {"two": 2, "few": 4, "many": 12}  # words of a question that weights were learned for; between them a mixture applies
LIKE_FROM: Final = 4  # letters that words which begin alike share at least,
LIKE_SHARE: Final = 0.5  # and what share of the longer one
UNASKED: Final = 3.0  # what a word of a title weighs that nobody asked for
UNSOUGHT: Final = 0.15  # what a word that isn't sought weighs in meaning, of what one that is does
BEGINNING: Final = 300  # characters of a question that are compared letter by letter
OFTEN: Final = 4  # times that a passage has a word in capitals, from which more say nothing
IN_OTHER_WORDS: Final = 0.1  # share of a question that is said but not held, from which explanations name it
LONG_DOCUMENT, LONG_PASSAGE, LONG_TITLE = 5_000, 80, 30  # so many words count as long without measure

_FORM = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")  # a word as it is written


@dataclass(frozen=True, slots=True)
class Sought:
    """One word of a question: the terms and codes it is found by, and how telling it is."""

    terms: frozenset[str]
    codes: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document as its engine found it, with its best passages (score, text), best first. ``words``: how many there are in its text;
    ``opening``: the first of them; ``headings``: the nearest ones that the passages which are looked at stand under."""

    title: str
    lang: str
    score: float
    passages: Sequence[tuple[float, str]]
    words: int = 0
    opening: str = ""
    headings: Sequence[str] = ()


class Reranking:
    """Measures candidates against one question, which is in ``language`` if that is known."""

    def __init__(self, text: str, words: Sequence[Sought], language: str = ""):
        self._language = language
        self._words = words
        self._whole = (1 << len(words)) - 1
        self._total = sum(word.weight for word in words) or 1.0
        self._pairs_total = sum(one.weight + other.weight for one, other in pairwise(words)) or 1.0
        self._place = {term: number for number, word in reversed(list(enumerate(words))) for term in word.terms}
        self._codes = {code: number for number, word in enumerate(words) for code in word.codes}
        beginning = text[:BEGINNING]
        self._letters = _trigrams(beginning)
        forms = _FORM.findall(beginning)
        distinct = frozenset(map(str.lower, forms))
        self._distinct = len(distinct) or 1
        # Of many words the form says nothing (its weight is 0), and looking for each would take long.
        self._forms = distinct if len(words) < LENGTHS["many"] else frozenset()
        capitals = [form for form in forms if form.isupper()]
        self._capitals = frozenset(capitals if len(capitals) < len(forms) or len(forms) == 1 else ())  # else all is shouted
        self._weighed: dict[int, float] = {}
        self._text = text

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """How far the question is one of each of `LENGTHS`, 1 in all."""
        return shares(len(self._words))

    def score(self, measures: Sequence[float]) -> float:
        """Of a candidate with these `measures`, or those before meaning alone. Like an engine's, it grows with the words that are held and
        with how telling they are."""
        return self._total * sum(weight * measure for weight, measure in zip(self._weights, measures, strict=False))

    @cached_property
    def _weights(self) -> tuple[float, ...]:
        return tuple(sum(map(mul, self.shares, learned)) for learned in zip(*learned_weights(), strict=True))

    def measures(self, candidate: Candidate) -> tuple[float, ...]:
        """`MEASURES` of one candidate, nearly all from 0 to 1."""
        words = self.of_words(candidate)
        return (*words, *self.of_meaning(candidate, words))

    def of_words(self, candidate: Candidate) -> tuple[float, ...]:
        """`MEASURES` up to ``capitals``: what can be counted."""
        lang = analysis.language(candidate.lang)
        best_passages = candidate.passages[:PASSAGES]
        title = self._read(candidate.title, lang)
        texts = [self._read(text, lang) for _, text in best_passages] or [_NOTHING]
        passage, second, *_ = (*(score / self._total for score, _ in best_passages), 0.0, 0.0)
        best = max(texts, key=lambda text: self._share(text.held))
        together = best.held | title.held
        held = self._share(together) + self._alike(self._whole & ~together, [*best.terms, *title.terms], lang)
        lengths = [len(text.split()) for _, text in best_passages]
        long, title_long = _long(candidate.words, LONG_DOCUMENT), _long(len(candidate.title.split()), LONG_TITLE)
        letters = self._like(candidate.title)
        asked, unasked = self._share(title.held) * self._total, UNASKED * len(set(title.terms) - self._place.keys())
        return (
            passage,
            second,
            candidate.score / self._total,
            held,
            asked / (asked + unasked) if asked else 0.0,
            letters,
            max((letters, *map(self._like, candidate.headings))),
            self._pairs(title.pairs),
            max(self._pairs(text.pairs) for text in texts),
            max(self._pairs(text.near) for text in texts),
            held * long,
            held * (1 - long),
            held * (1 - _long(max(lengths, default=0), LONG_PASSAGE)),
            held * (1 - _long(sum(lengths), LONG_PASSAGE * PASSAGES)),
            held * title_long,
            held * (1 - title_long),
            self._verbatim([candidate.title, *(text for _, text in best_passages)]),
            *self._in_capitals(candidate.title, [text for _, text in best_passages]),
        )

    def of_meaning(self, candidate: Candidate, of_words: Sequence[float]) -> tuple[float, float, float, float]:
        """The other `MEASURES`, which cost several times as much. Between languages vectors say nothing: for translations, what is held
        stands in."""
        if self._language and candidate.lang[:2] != self._language:
            held = of_words[HELD]
            in_title = self._share(self._read(candidate.title, analysis.language(candidate.lang)).held)
            return held / 2, in_title / 2, held, in_title
        return self._meant.measures(candidate.title, candidate.opening, [text for _, text in candidate.passages[:PASSAGES] if text])

    @cached_property
    def _meant(self) -> "Meant":
        """A word that is sought weighs what it tells; one that isn't, a stop word, a little."""
        from search.meaning import Meant  # with numpy, which a process that doesn't search never needs

        telling = {term: word.weight for word in self._words for term in word.terms}
        unsought = UNSOUGHT * self._total / max(len(self._words), 1)
        langs = {term.partition(":")[0] for term in telling}

        def weight(word: str) -> float:
            terms = (term for lang in langs for term in analysis.terms(word, lang))
            return max((telling[term] for term in terms if term in telling), default=unsought)

        return Meant(self._text, weight)

    def _read(self, text: str, lang: str) -> "_Read":
        terms, codes = analysis.analysed(text.split(), lang)
        found = terms.split()
        places = [(at, self._place[term]) for at, term in enumerate(found) if term in self._place]
        held = pairs = near = 0
        for _, number in places:
            held |= 1 << number
        for (at, number), (then, following) in pairwise(places):
            if abs(following - number) == 1 and then - at <= 2:
                first = 1 << min(number, following)
                near |= first
                if then - at == 1 and following > number:
                    pairs |= first
        if self._codes:
            for code in codes.split():
                if code in self._codes:
                    held |= 1 << self._codes[code]
        return _Read(held, pairs, near, found)

    def _like(self, name: str) -> float:
        """How alike the question is to a title or heading, letter by letter."""
        return _dice(self._letters, _trigrams(name))

    def _verbatim(self, texts: Iterable[str]) -> float:
        """What share of the question's words these texts have together, in just that form whatever its capitals."""
        if not self._forms:
            return 0.0
        text = " ".join(texts).lower()
        return sum(_stands_alone(form, text) for form in self._forms) / len(self._forms)

    def _in_capitals(self, title: str, texts: Sequence[str]) -> tuple[float, float]:
        """What share of the question the title, and a passage, write in capitals as it does: a passage half of it for each word that it
        has, the other half when it has the word `OFTEN`."""
        if not self._capitals:
            return 0.0, 0.0
        in_title, *in_texts = ([min(many, OFTEN) for many in self._of_capitals(text).values()] for text in (title, *texts))
        in_passage = max((sum(1 + many / OFTEN for many in counted) / 2 for counted in in_texts), default=0.0)
        return len(in_title) / self._distinct, in_passage / self._distinct

    def _of_capitals(self, text: str) -> Counter[str]:
        """How often it has each; most texts have none, which is told without taking them apart."""
        if not any(form in text for form in self._capitals):
            return Counter()
        return Counter(form for form in _FORM.findall(text) if form in self._capitals)

    def _share(self, held: int) -> float:
        """How much of the question these words are."""
        if held not in self._weighed:
            self._weighed[held] = sum(word.weight for number, word in enumerate(self._words) if held >> number & 1) / self._total
        return self._weighed[held]

    def _pairs(self, firsts: int) -> float:
        """How much of the question's pairs these are, each named by its first word; a question of one word has none."""
        if not firsts:
            return 0.0
        pairs = enumerate(pairwise(self._words))
        return sum(one.weight + other.weight for number, (one, other) in pairs if firsts >> number & 1) / self._pairs_total

    def _alike(self, missing: int, terms: Iterable[str], lang: str) -> float:
        stems = [(number, stem) for number, stem in self._stems(lang) if missing >> number & 1]
        if not stems:
            return 0.0
        begins = len(lang) + 1 + LIKE_FROM
        wanted = {stem[:begins] for _, stem in stems}
        near: dict[str, list[str]] = {}
        for term in terms:
            if (beginning := term[:begins]) in wanted:
                near.setdefault(beginning, []).append(term)
        found = 0.0
        for number, stem in stems:
            if alike := near.get(stem[:begins]):
                found += max(_likeness(stem, term) for term in alike) * self._words[number].weight
        return found / self._total

    def _stems(self, lang: str) -> list[tuple[int, str]]:
        """The words' terms in ``lang`` that are long enough to be like others."""
        if lang not in self._by_language:
            shortest = len(lang) + 1 + LIKE_FROM
            self._by_language[lang] = [
                (number, term)
                for number, word in enumerate(self._words)
                for term in word.terms
                if term.startswith(f"{lang}:") and len(term) >= shortest
            ]
        return self._by_language[lang]

    @cached_property
    def _by_language(self) -> dict[str, list[tuple[int, str]]]:
        return {}


def in_other_words(measures: Sequence[float]) -> bool:
    """Whether a candidate with these measures says something of the question in words of its own."""
    named = dict(zip(MEASURES, measures, strict=True))
    return named["said"] - named["alike"] >= IN_OTHER_WORDS


@dataclass(frozen=True, slots=True)
class _Read:
    """What a text holds: words and pairs of the question as bits, and all its terms."""

    held: int
    pairs: int
    near: int
    terms: Sequence[str]


_NOTHING = _Read(0, 0, 0, ())


@cache
def shares(words: int) -> tuple[float, ...]:
    """How far a question of so many words is one of each of `LENGTHS`: of the two that it is between, the nearer the more, in doublings."""
    found = dict.fromkeys(LENGTHS, 0.0)
    nearest = min(max(words, min(LENGTHS.values())), max(LENGTHS.values()))
    for (shorter, least), (longer, most) in pairwise(LENGTHS.items()):
        if least <= nearest <= most:
            found |= {shorter: 1 - (share := log(nearest / least) / log(most / least)), longer: share}
    return tuple(found.values())


@cache
def learned_weights() -> tuple[tuple[float, ...], ...]:
    """How much each of `MEASURES` counts, for questions of each of `LENGTHS`."""
    learned = json.loads(WEIGHTS_FILE.read_text())
    return tuple(tuple(float(learned[length][name]) for name in MEASURES) for length in LENGTHS)


def _likeness(one: str, other: str) -> float:
    """The share of the longer term that both begin with; 0 when it is small."""
    lang = one.index(":") + 1
    common = 0
    for a, b in zip(one[lang:], other[lang:], strict=False):
        if a != b:
            break
        common += 1
    share = common / (max(len(one), len(other)) - lang)
    return share if share >= LIKE_SHARE else 0.0


def _stands_alone(form: str, text: str) -> bool:
    """Whether ``text`` has it as a word. Most words of a question are nowhere in a text, which is told at once: a quarter of the time that
    taking the text apart would need."""
    at = text.find(form)
    while at >= 0:
        end = at + len(form)
        if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
            return True
        at = text.find(form, end)
    return False


def _long(words: int, most: int) -> float:
    """From 0 for no words to 1 for ``most`` of them, each doubling being one step."""
    return min(log(1 + words) / log(1 + most), 1.0)


def _trigrams(text: str) -> frozenset[str]:
    spaced = f" {analysis.fold(text)} "
    return frozenset({spaced[at : at + 3] for at in range(len(spaced) - 2)})


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
