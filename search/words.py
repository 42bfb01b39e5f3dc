"""What an index knows of words: how often each occurs, how one goes on, and what a mistyped one was meant to be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import nlargest
from itertools import chain
from math import log
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from search import analysis
from search.common import is_common
from search.engines.protocol import Lexicon
from search.question import AskedWord, Question
from search.seen import SeenLexicon

MOST_WORDS: Final = 32  # a question of up to so many is searched whole,
MOST_TELLING: Final = 20  # of a longer text, so many that tell most
SPARE_WORDS: Final = 8  # in case that some of these stand only in what the reader may not see
MOST_ENDINGS: Final = 6  # ways to finish an unfinished word
SHORTEST_UNFINISHED: Final = 2
SHORTEST_MENDED: Final = 4
UNFINISHED_WEIGHT: Final = 0.5
MENDED_WEIGHT: Final = 0.8
KIN: Final = 4  # letters with which two forms of one word begin, at least
RARELY: Final = 1e-4  # the share of documents that counts as "next to none"
STOP_WORD_SHARE: Final = 0.3
FAR_MORE: Final = log(8)
NAMES_FEW: Final = 20  # a code of no more documents is what the question is about
PARTS_WEIGHT: Final = 0.25  # of a code whose pieces stand apart, where the code itself is known
CONFUSED_INITIALS: Final = {"b": "v", "v": "b", "c": "sk", "s": "cz", "z": "s", "g": "j", "j": "g", "y": "l", "l": "y", "i": "y", "k": "cq"}

_UNHEARD = log(RARELY)


@dataclass(frozen=True, slots=True)
class KnownWord:
    """An asked word as the index can search it: alternatives (each a few terms that must all be there) with weights, and codes."""

    asked: AskedWord
    alternatives: tuple[tuple[tuple[str, ...], float], ...]
    codes: tuple[str, ...] = ()
    mended: str = ""
    rarity: float = 0.0  # of a code: how much it counts,
    held: int = 0  # and how many documents hold it

    @property
    def is_code(self) -> bool:
        """Whether it is a name (`AskedWord.is_name`) that is known, not by its pieces alone."""
        return self.held > 0

    @property
    def names_few(self) -> bool:
        """Whether it says by itself which documents are meant."""
        return 0 < self.held <= NAMES_FEW

    @property
    def exactly(self) -> frozenset[str]:
        """The terms of which each alone is the word: for a code that is known, not those of its pieces."""
        return frozenset(term for terms, _ in self.alternatives if not self.is_code or len(terms) == 1 for term in terms)

    @property
    def known(self) -> bool:
        return bool(self.alternatives or self.codes)


class Vocabulary:
    """The words of one state of an index, as ``lexicon`` tells them: what a reader may know, or all of them. ``mends_right``: right words
    that no document holds are mended as mistyped ones are; else ``unheld`` names them."""

    def __init__(self, lexicon: Lexicon, *, mends_right: bool = False):
        self.lexicon = lexicon
        self.mends_right = mends_right
        self.unheld: list[str] = []

    @cached_property
    def documents(self) -> dict[str, int]:
        """How many documents are analysed in each language."""
        found: dict[str, int] = {}
        for tag, count in self.lexicon.languages().items():
            lang = analysis.language(tag)
            found[lang] = found.get(lang, 0) + count
        return found

    def frequency(self, term: str, field: str = "body") -> int:
        return self.lexicon.frequency(field, term)

    def known(self, question: Question, lang: str = "") -> list[KnownWord]:
        """The words of ``question`` that the index holds, mended (in ``lang`` first) and finished where needed; of a long one only the
        most telling."""
        if len(question.words) > MOST_WORDS:
            return self._most_telling(question.words)
        self._read(question.words)
        last = question.words[-1] if question.words and question.unfinished else None
        resolved = (self._resolved(asked, lang, unfinished=asked is last) for asked in question.words)
        return [word for word in resolved if word.known]

    def _most_telling(self, asked: Sequence[AskedWord]) -> list[KnownWord]:
        """Chosen among the words of all documents; only of these it is looked up what the reader may know."""
        every = Vocabulary(self.lexicon.whole) if isinstance(self.lexicon, SeenLexicon) else self
        every._read(asked)
        told = [(not word.common, telling, word) for word in asked if (telling := every._telling(word))]
        # A stop word of one language is rare in the others, and would seem to tell most of a text that is in none clearly.
        chosen = [word for _, _, word in nlargest(MOST_TELLING + SPARE_WORDS, told, key=lambda one: one[:2])]
        self._read(chosen)
        return [word for one in chosen if (word := self._as_is(one)).known][:MOST_TELLING]

    def language_of(self, question: Question, prefer: str) -> str:
        """The language of ``question``: as its stop words say, else the one whose documents hold its words far more often than those in
        the reader's language do, else the reader's. A right word of the reader's language that nobody here wrote yet says nothing: its
        stem may stand for another word elsewhere (``lavadora rota`` is no Portuguese)."""
        if question.lang:
            return question.lang
        self._read(question.words[:MOST_WORDS])
        words = [asked for asked in question.words[:MOST_WORDS] if not self._is_only_unheld(asked, prefer)]
        likely = {lang: self._likelihood(words, lang) for lang in self.documents if lang != analysis.OTHER}
        best = max(likely, key=lambda lang: likely[lang], default="")
        if best and likely[best] > likely.get(prefer, _UNHEARD * len(words)) + FAR_MORE:
            return best
        return prefer

    def _is_only_unheld(self, asked: AskedWord, lang: str) -> bool:
        return lang in self.documents and not self._share(asked, lang) and _is_right(asked, lang)

    def _likelihood(self, words: list[AskedWord], lang: str) -> float:
        return sum(log(max(self._share(asked, lang), RARELY)) for asked in words)

    def _share(self, asked: AskedWord, lang: str) -> float:
        """The share of the language's documents that hold the word."""
        if analysis.is_stop_word(asked.text, lang):
            return STOP_WORD_SHARE
        return max((self.frequency(terms[0]) for terms in asked.terms if terms[0].startswith(lang)), default=0) / self.documents[lang]

    def in_titles(self, question: Question) -> list[KnownWord]:
        """The stop words of ``question`` that titles hold."""
        self._read(question.common[:MOST_WORDS], "title")
        return [word for asked in question.common[:MOST_WORDS] if (word := self._as_is(asked, "title")).known]

    def _read(self, words: Sequence[AskedWord], field: str = "body") -> None:
        """Tell the lexicon at once which frequencies will be asked for: it may be a network away."""
        spelled = (terms for asked in words for terms in (*asked.terms, *(also.terms for also in asked.also)))
        terms = ((where, term) for terms in spelled for term in terms for where in {field, "body"})
        codes = (("codes", code) for asked in words for code in asked.codes)
        self.lexicon.read(chain(terms, codes))

    def _resolved(self, asked: AskedWord, lang: str, *, unfinished: bool) -> KnownWord:
        word = self._as_is(asked)
        if unfinished and not word.codes:
            finished = tuple(((term,), UNFINISHED_WEIGHT * self._weight((term,))) for term in self._endings(asked))
            word = replace(word, alternatives=word.alternatives + finished)
        if word.known or asked.common:
            return word
        if self.mends_right or not _is_right(asked, lang):
            return self._mended(asked, lang)
        kin = self._mended(asked, lang, kin=True)
        if not kin.known:
            self.unheld.append(asked.text)
        return kin

    def _as_is(self, asked: AskedWord, field: str = "body") -> KnownWord:
        codes = tuple(code for code in asked.codes if self.frequency(code, "codes"))
        if asked.is_name and (code := self._as_code(asked, codes, field)):
            return code
        known = [terms for terms in asked.terms if all(self.frequency(term, field) for term in terms)]
        telling = min((self._idf_at_home(term) for terms in known for term in terms), default=0.0)
        alternatives = tuple((terms, self._weight(terms, telling)) for terms in known) + self._also(asked)
        return KnownWord(asked, alternatives, codes)

    def _as_code(self, asked: AskedWord, codes: tuple[str, ...], field: str) -> KnownWord | None:
        """A code is as rare in one language as in another: it is weighed against all documents. None where only its pieces are known."""
        known = [terms for terms in asked.terms if all(self.frequency(term, field) for term in terms)]
        whole = [terms for terms in known if len(terms) == 1]
        if not whole and not codes:
            return None
        parts = [(terms, PARTS_WEIGHT * self._weight(terms)) for terms in known if len(terms) > 1]
        alternatives = (*((terms, 1.0) for terms in whole), *parts, *self._also(asked))
        held = max(sum(self.frequency(terms[0]) for terms in whole), *(self.frequency(code, "codes") for code in codes), 1)
        return KnownWord(asked, alternatives, codes, rarity=_idf(held, self._all), held=held)

    def _also(self, asked: AskedWord) -> tuple[tuple[tuple[str, ...], float], ...]:
        """What else finds the word, as far as the index holds it."""
        held = (also for also in asked.also if all(self.frequency(term) for term in also.terms))
        return tuple((also.terms, also.weight * self._weight(also.terms)) for also in held)

    def _endings(self, asked: AskedWord) -> list[str]:
        """The commonest terms that begin with what is typed, in each language. Its stem alone says too little: that of ``comer`` begins
        ``compresor``, too."""
        typed = analysis.fold(asked.text)
        found: list[tuple[int, str]] = []
        for terms in asked.terms:
            lang, _, stem = terms[-1].partition(":")
            if len(terms) == 1 and len(stem) >= SHORTEST_UNFINISHED:
                beginning = max(stem, typed, key=len)
                same = self.lexicon.beginning(f"{lang}:{beginning}")
                found += [(count, term) for term, count in same.items() if term != terms[0]]
        return self._seen([term for _, term in sorted(found, reverse=True)[: 2 * MOST_ENDINGS]])[:MOST_ENDINGS]

    def _seen(self, terms: list[str]) -> list[str]:
        """Those of ``terms``, which the index holds, that the reader may know."""
        self.lexicon.read(("body", term) for term in terms)
        return [term for term in terms if self.frequency(term)]

    def _mended(self, asked: AskedWord, lang: str, *, kin: bool = False) -> KnownWord:
        """The nearest words of ``lang``; only where it has none, of the other languages. ``kin``: only other forms of the same word."""
        near = [
            (distance, -count, term)
            for terms in asked.terms
            if len(terms) == 1
            for distance, count, term in self._near(terms[0])
            if not kin or _are_kin(terms[0], term)
        ]
        seen = set(self._seen([term for _, _, term in near]))
        best = [entry for entry in near if entry[2] in seen]
        if not best:
            return KnownWord(asked, ())
        best = [entry for entry in best if entry[2].partition(":")[0] == lang] or best
        nearest = min(best)[0]
        chosen: dict[str, str] = {}
        for _, _, term in sorted(entry for entry in best if entry[0] == nearest):
            chosen.setdefault(term[:2], term)
        return KnownWord(asked, tuple(((term,), MENDED_WEIGHT * self._weight((term,))) for term in chosen.values()), mended=min(best)[2])

    def _near(self, term: str) -> Iterator[tuple[int, int, str]]:
        """Terms of the same language within one edit, or two for long words: (edits, documents, term)."""
        lang, _, stem = term.partition(":")
        if len(stem) < SHORTEST_MENDED or lang == "xx" or any(c.isdigit() for c in stem):
            return
        edits = 1 if len(stem) < 8 else 2
        terms = self.lexicon.near(term, stem[0] + CONFUSED_INITIALS.get(stem[0], ""))
        for near, distance, _ in extract_iter(term, terms.keys(), scorer=OSA.distance, score_cutoff=edits):
            yield int(distance), terms[near], near

    def _weight(self, terms: tuple[str, ...], telling: float | None = None) -> float:
        """What makes a term as telling as its word is where it is at home: the engine weighs each term against the documents of all
        languages, and would find any word of a small language, and any foreign word in a large one, rare."""
        wanted = min(self._idf_at_home(term) for term in terms) if telling is None else telling
        return wanted / max(_idf(self.frequency(term), self._all) for term in terms)

    def _idf_at_home(self, term: str) -> float:
        return _idf(self.frequency(term), self.documents.get(term.partition(":")[0], 0))

    def telling(self, word: KnownWord) -> float:
        """What the word is worth where it is at home: the rarer, the more; of several ways to find it, the commonest counts."""
        if word.is_code:
            return word.rarity
        found = [max(self._idf_at_home(term) for term in terms) for terms, _ in word.alternatives]
        return min(found) if found else max(_idf(self.frequency(code, "codes"), self._all) for code in word.codes)

    def _telling(self, asked: AskedWord) -> float:
        """How much a word tells of what a long text is about: more, the rarer it is and the oftener said; 0 where no document holds it.

        Mostly that is how rare it is in all languages together: each Spanish word is rare in English, and tells little by that.
        """
        held = [min(found) for terms in asked.terms if (found := self._frequencies(terms))]
        held = held or [min(found) for also in asked.also if (found := self._frequencies(also.terms))]
        if asked.is_name or not held:
            held = sorted(held + [many for code in asked.codes if (many := self.frequency(code, "codes"))])[:1]
        return (1 + log(asked.times)) * (_idf(min(held), self._all) + 3 * _idf(sum(held), self._all)) / 4 if held else 0.0

    def _frequencies(self, terms: tuple[str, ...]) -> list[int]:
        """How many documents hold each; nothing where one is in none."""
        frequency = self.lexicon.frequency  # asked for each word of a pasted text in each language
        held = [frequency("body", term) for term in terms]
        return held if all(held) else []

    @cached_property
    def _all(self) -> int:
        return sum(self.documents.values())


def _is_right(asked: AskedWord, lang: str) -> bool:
    """Whether it is a word, of ``lang`` if that is known, as managers' synonyms or everybody's common words say."""
    if any(also.why for also in asked.also):
        return True
    return any(len(terms) == 1 and terms[0].startswith(lang) and is_common(terms[0]) for terms in asked.terms)


def _are_kin(one: str, other: str) -> bool:
    """Whether two terms are likely of one word, whose endings no stemmer knows (``percentag``, ``percent``): the shorter begins the longer,
    its last letter apart."""
    start = one.index(":") + 1
    common = max(min(len(one), len(other)) - start - 1, KIN)
    return one[start : start + common] == other[start : start + common]


def _idf(held: int, documents: int) -> float:
    """BM25's, as the engine computes it."""
    return log(1 + (max(documents - held, 0) + 0.5) / (held + 0.5))
