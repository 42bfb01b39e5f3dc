"""One search, whatever the engine: passages propose, documents confirm and count.

A document's score is its best passage (with the title in it) + 0.5 × the whole document + 0.25 × the title, times its worth (solved,
votes), popularity and freshness, less for another language than the question's. Passages and documents each name candidates; what one
side did not name is looked up on it. The best candidates are then read and measured anew (`search.reranking`).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property, lru_cache
from math import ceil, prod
from time import time
from typing import Any, Final

from qa.tagging import clean, slug_of
from search.engines.protocol import Lexicon, Reader
from search.learned.freshness import freshness
from search.queries import Constant, Either, Every, OneOf, Phrase, Query, Term, boosted, either
from search.question import AskedWord, Question, ask
from search.request import FACETS, Boost, SearchRequest
from search.reranking import IN_MEANING, PASSAGES, Candidate, Reranking, Sought, in_other_words
from search.results import Found, Hit, Passage
from search.rows import Shown
from search.seen import SeenLexicon
from search.words import NAMES_FEW, KnownWord, Vocabulary

BODY_WEIGHT: Final = 0.5
TITLE_WEIGHT: Final = 0.25
CODE_WEIGHT: Final = 0.5
OTHER_LANGUAGE: Final = 0.7
NAMED: Final = 4.0  # times as much for a document that names a code of the question which few documents name,
MOST_NAMES: Final = 3  # for so many of them
CANDIDATES: Final = 30  # of documents and of passages each, all read again, for
FIRST_PLACES: Final = 20  # so many places, which all get the second look; whoever pages further has more of them ranked
OF_SHORT: Final = 60  # candidates of a search for few words, as many pages hold them all,
SHORT: Final = 4  # up to so many
PASSAGES_EACH: Final = 4  # passages read for each candidate
MOST_PASSAGES: Final = 12  # passages a hit brings
FEW: Final = 5  # with fewer documents that hold both of two words, those that hold one are wanted too;
ENOUGH: Final = 20  # of more words, with fewer than this that hold most
MOST, SOME = 0.6, 0.3  # shares of the words
LONG: Final = 12  # a text of more words is a question in somebody's own words: a document that answers it may hold any of them


class Searching:
    """Answers one request from one state of an index."""

    def __init__(self, reader: Reader, lexicon: Lexicon, request: SearchRequest):
        self.reader = reader
        self.request = request
        unwanted = (OneOf("key", request.exclude),) if request.exclude else ()
        seen = SeenLexicon(lexicon, reader, Every((OneOf("audience", request.audiences),), (), unwanted))
        self.vocabulary = Vocabulary(seen, mends_right=request.mend_right)
        self.now = time()
        self.question: Question = ask(request)
        self.wanted = self.vocabulary.language_of(self.question, request.prefer[:2]) if request.prefer else ""
        self.words = [word for word in self.vocabulary.known(self.question, self.wanted) if not (request.strict and word.mended)]
        self._cut: dict[str, list[Passage]] = {}
        self._near: set[str] = set()
        self._worths: dict[str, float] = {}
        self._facets: dict[str, dict[str, int]] = {}
        self._best_documents: tuple[Query | None, list[tuple[float, dict[str, Any]]]] = None, []
        self.titles_only = not self.words and bool(self.question.common)
        if self.titles_only:
            self.words = self.vocabulary.in_titles(self.question)

    def found(self) -> Found:
        if not self.words and not self.question.phrases:
            return Found(unheld=tuple(self.vocabulary.unheld))
        needed, relaxed = self._needed(), False
        if self.request.strict and needed > max(len(self._required), 1):
            return Found()
        match = self._documents_query(needed)
        total = self._count(match, needed)
        if total < (FEW if len(self._required) < 3 else ENOUGH) and needed > 1 and not self.request.strict:
            relaxed, needed = not total, 1
            match = self._documents_query(needed)
            total = self._count(match, needed)
        hits = self._hits(match) if total else ()
        return Found(
            hits=hits,
            total=total,
            facets=self._facets,
            terms=frozenset(t for word in self.words for terms, _ in word.alternatives for t in terms) | frozenset(self._phrase_terms()),
            codes=frozenset(code for word in self.words for code in word.codes),
            also=self._also(),
            mended={word.asked.text: word.mended for word in self.words if word.mended},
            relaxed=relaxed,
            unheld=tuple(self.vocabulary.unheld),
        )

    def measured(self) -> list[tuple[str, tuple[float, ...]]]:
        """The keys of the best candidates, as many as get a second look at least, any of the words being enough, with their measures:
        what weights are learned from."""
        if not self.words:
            return []
        found = self._candidates(self._documents_query(1), CANDIDATES)[0]
        return [(key, self.second_look.measures(found[key])) for key in list(found)[:CANDIDATES]]

    @cached_property
    def _looked_at(self) -> int:
        """How many candidates get a second look. Each costs time, which somebody who is still typing would wait for."""
        return CANDIDATES if self.request.natural or len(self.words) > SHORT else OF_SHORT

    def _count(self, match: Query, needed: int) -> int:
        """How many documents ``match``; for suggestions, which nobody counts, no more than are looked at: the best are found without
        seeing all.

        Facets count too, a field's own filter not narrowing its own counts.
        """
        request = self.request
        if request.facets:
            filtered = [name for name in FACETS if name in request.filters()]
            total, self._facets = self.reader.values(match, [name for name in FACETS if name not in filtered])
            for name in filtered:
                self._facets |= self.reader.values(self._documents_query(needed, without=name), [name])[1]
            return total
        if not request.natural or request.sort != "relevance" or request.offset + request.limit > FIRST_PLACES:
            return self.reader.count(match)
        self._best_documents = match, self.reader.documents(match, self._looked_at)
        return len(self._best_documents[1])

    def _hits(self, match: Query) -> tuple[Hit, ...]:
        request = self.request
        end = request.offset + request.limit
        if request.sort != "relevance":
            by = "created" if request.sort == "new" else "votes"
            page = [(0.0, shown) for _, shown in self.reader.documents(match, end, order=by)][request.offset :]
        else:
            page = self._ranked(match, self._looked_at if end <= FIRST_PLACES else max(200, end + 50))[request.offset : end]
        if request.passages:
            self._read_passages([shown["key"] for _, shown in page if shown["key"] not in self._cut])
        cut = self._cut if request.passages else {}
        return tuple(_hit(shown, score, cut.get(shown["key"], ()), self._reasons(shown)) for score, shown in page)

    def _ranked(self, match: Query, most: int) -> list[tuple[float, dict[str, Any]]]:
        """Those whose meaning was looked at by their last scores; behind them those that were read again, and then the others as found."""
        found, rows = self._candidates(match, most)
        look = self.second_look
        of_words = {key: look.of_words(found[key]) for key in list(found)[: self._looked_at]}
        read = {key: look.score(words) * self._worth(rows[key]) for key, words in of_words.items()}
        best = sorted(read, key=lambda key: (-read[key], key))[:IN_MEANING]
        measured = {key: (*of_words[key], *look.of_meaning(found[key], of_words[key])) for key in best}
        scores = {key: look.score(measures) * self._worth(rows[key]) for key, measures in measured.items()}
        _behind(scores, {key: score for key, score in read.items() if key not in scores})
        rest = list(found)[self._looked_at :]
        _behind(scores, {key: (found[key].score + found[key].passages[0][0]) * self._worth(rows[key]) for key in rest})
        self._near = {key for key, measures in measured.items() if in_other_words(measures)}
        return [(scores[key], rows[key]) for key in sorted(scores, key=lambda key: -scores[key])]  # equal ones stay as they stand

    def _candidates(self, match: Query, most: int) -> tuple[dict[str, Candidate], dict[str, dict[str, Any]]]:
        """What may be shown, the best first, those read again that get a second look; and what is known of each."""
        best = self._best_passages(self._passages_query(), most * PASSAGES_EACH)
        best = {key: best.get(key, 0.0) for key in self._naming} | best
        asked, documents = self._best_documents
        if asked is not match:
            documents = self.reader.documents(match, most)
        rows = {shown["key"]: (score, shown) for score, shown in documents}
        if missing := [key for key in list(best)[:most] if key not in rows]:
            among = _both(match, OneOf("key", tuple(missing)))
            rows |= {shown["key"]: (score, shown) for score, shown in self.reader.documents(among, len(missing))}
        if missing := [key for key in rows if key not in best]:
            among = _both(self._passages_query(), OneOf("key", tuple(missing)))
            best |= self._best_passages(among, len(missing) * PASSAGES_EACH)
        order = sorted(rows, key=lambda key: (-(best.get(key, 0.0) + rows[key][0]) * self._worth(rows[key][1]), key))
        known = {key: rows[key][1] for key in order}
        found = {
            key: Candidate(shown["title"], shown["lang"], rows[key][0], [(best.get(key, 0.0), "")], shown["words"], shown["opening"])
            for key, shown in known.items()
        }
        return found | self._read_again({key: found[key] for key in order[: self._looked_at]}), known

    def _worth(self, shown: dict[str, Any]) -> float:
        key = shown["key"]
        if key not in self._worths:
            self._worths[key] = prod(by for _, by in self._factors(shown)) * NAMED ** self._naming[key]
        return self._worths[key]

    @cached_property
    def _naming(self) -> Counter[str]:
        """The documents that hold names which few documents hold (`KnownWord.names_few`), with how many of those each does: who gives an
        error's number wants the page that names it, whatever else is asked."""
        named = [word for word in self.words if word.names_few][:MOST_NAMES]
        must, unwanted = self._fixed("text")
        asked = (Every((*must, _exactly("text", word)), (), unwanted) for word in named)
        return Counter(key for query in asked for key in self._best_passages(query, NAMES_FEW * PASSAGES_EACH))

    def _read_again(self, candidates: dict[str, Candidate]) -> dict[str, Candidate]:
        """``candidates`` with what their best passages say."""
        if self.titles_only:
            return candidates
        self._read_passages(list(candidates))
        return {
            key: replace(
                candidate,
                passages=[(passage.score, passage.whole) for passage in cut],
                headings=[passage.headings[-1] for passage in cut[:PASSAGES] if passage.headings],
            )
            for key, candidate in candidates.items()
            if (cut := self._cut.get(key))
        }

    @cached_property
    def second_look(self) -> Reranking:
        sought = [Sought(word.exactly, frozenset(word.codes), self.vocabulary.telling(word)) for word in self.words]
        translated = any(also.why == "translation" for word in self.words for also in word.asked.also)
        return Reranking(self.request.text, sought, self.vocabulary.language_of(self.question, "") if translated else self.wanted)

    def _reasons(self, shown: dict[str, Any]) -> tuple[tuple[str, float], ...]:
        return (*self._factors(shown), *([("meaning", 1.0)] if shown["key"] in self._near else []))

    def _factors(self, shown: dict[str, Any]) -> tuple[tuple[str, float], ...]:
        """What raises or lowers a document's score beside the words, each with why."""
        found = [("worth", shown["worth"]), ("popular", shown["popular"]), ("fresh", freshness(shown["kind"], self.now - shown["dated"]))]
        if self.wanted and shown["lang"][:2] != self.wanted:
            found.append(("other_language", OTHER_LANGUAGE))
        return (*found, *((boost.why, boost.by) for boost in self.request.boosts if _names(boost, shown)))

    def _best_passages(self, query: Query, limit: int) -> dict[str, float]:
        best: dict[str, float] = {}
        for score, key in self.reader.passage_keys(query, limit):
            best.setdefault(key, score)
        return best

    def _read_passages(self, keys: list[str]) -> None:
        """Read the best passages of these documents, those of the best documents first if there are too many."""
        if not keys:
            return
        query = _both(self._passages_query(), OneOf("key", tuple(keys)))
        for score, key, shown in self.reader.passages(query, max(len(keys) * PASSAGES_EACH, MOST_PASSAGES)):
            mine = self._cut.setdefault(key, [])
            if shown[0] and len(mine) < MOST_PASSAGES:
                mine.append(_passage(shown, score))

    def _needed(self) -> int:
        """How many of the words a document must hold: one or two of so few, most of a few, any of many."""
        required = len(self._required)
        if self.request.strict:  # words that no document holds are wanted all the same
            required = sum(not word.common for word in self.question.words) or len(self.question.words)
        if self.request.natural or required <= 1:
            return 1
        if required <= LONG:
            return ceil(required * MOST)
        return ceil(required * SOME) if self.request.strict else 1

    @cached_property
    def _required(self) -> list[KnownWord]:
        return [word for word in self.words if not word.asked.common] or self.words

    def _documents_query(self, needed: int, *, without: str = "") -> Query:
        must, unwanted = self._fixed("body", without=without)
        required, adding = self._required, [self._in_document(word) for word in self.words if word not in self._required]
        if required:
            most = Either(tuple(self._in_document(word) for word in required), needed)
            if needed > 1 and not self.titles_only:  # a body says what its title says
                most = Either(tuple(_in_body(word) for word in required), needed)
                adding = [*map(_in_title, required), *adding]
            named = [] if self.request.strict or needed == 1 else [_exactly("body", word) for word in required if word.names_few]
            must.append(Either((most, *named)) if named else most)
        must += [_phrase("body", variants) for variants in self.question.phrases]
        return Every(tuple(must), tuple(adding), unwanted)

    def _passages_query(self) -> Query:
        must, unwanted = self._fixed("text")
        wanted = [_word("text", word) for word in self.words]
        return Every(tuple(must), (*wanted, *(_phrase("text", variants) for variants in self.question.phrases)), unwanted)

    def _fixed(self, field: str, *, without: str = "") -> tuple[list[Query], tuple[Query, ...]]:
        """What must be and what must not: permission and filters add nothing to a score; ``field`` holds the text."""
        must: list[Query] = [OneOf(name, values) for name, values in self.request.filters(without=without).items()]
        unwanted: list[Query] = [OneOf("key", self.request.exclude)] if self.request.exclude else []
        return must, (*unwanted, *(_word(field, _as_typed(word)) for word in self.question.excluded))

    def _in_document(self, word: KnownWord) -> Query:
        if self.titles_only:
            return _word("title", word)
        return Either((_in_body(word), _in_title(word)))

    def _also(self) -> dict[str, str]:
        typed = {term for word in self.words for terms in word.asked.terms for term in terms}
        also = (also for word in self.words for also in word.asked.also)
        return {term: found.why for found in also if found.why for term in found.terms if term not in typed}

    def _phrase_terms(self) -> Iterable[str]:
        return (term for variants in self.question.phrases for terms in variants for term in terms)


def _behind(scores: dict[str, float], others: dict[str, float]) -> None:
    """Puts ``others``, whose scores are of another kind, behind all that have one."""
    lowest, highest = min(scores.values(), default=0.0), max(others.values(), default=0.0)
    scores |= {key: lowest * score / (highest or 1.0) for key, score in others.items()}


def _word(field: str, word: KnownWord, *, codes: bool = True) -> Query:
    clauses: list[Query] = []
    for terms, weight in word.alternatives:
        each = tuple(Term(field, term) for term in terms)
        clauses.append(boosted(each[0] if len(each) == 1 else Every(each), weight))
    if codes:
        clauses += [_code(word, code) for code in word.codes]
    return either(clauses)


def _in_body(word: KnownWord) -> Query:
    return boosted(_word("body", word), BODY_WEIGHT)


def _in_title(word: KnownWord) -> Query:
    return boosted(_word("title", word, codes=False), TITLE_WEIGHT)


def _exactly(field: str, word: KnownWord) -> Query:
    """Rows that hold this code as one, not its pieces."""
    return either([*(Term(field, term) for term in sorted(word.exactly)), *(Term("codes", code) for code in word.codes)])


def _code(word: KnownWord, code: str) -> Query:
    """Few rows have codes, so the length of that field says nothing: the row that has two of them isn't half as much about each."""
    named = Term("codes", code)
    return Constant(named, word.rarity) if word.is_code else boosted(named, CODE_WEIGHT)


def _phrase(field: str, variants: tuple[tuple[str, ...], ...]) -> Query:
    return either(Phrase(field, terms) if len(terms) > 1 else Term(field, terms[0]) for terms in variants)


def _both(query: Query, condition: Query) -> Query:
    return Every((query, condition))


def _as_typed(asked: AskedWord) -> KnownWord:
    return KnownWord(asked, tuple((terms, 1.0) for terms in asked.terms), asked.codes)


def _names(boost: Boost, shown: dict[str, Any]) -> bool:
    """Whether ``boost`` is for this document; a tag may be written with other capitals, accents or spaces than it has."""
    if boost.field == "tag":
        return _tag(boost.value) in map(_tag, shown["tags"])
    return bool(shown[boost.field] == boost.value)


@lru_cache(10_000)
def _tag(name: str) -> str:
    return slug_of(clean(name))


def _hit(shown: dict[str, Any], score: float, passages: Iterable[Passage], factors: tuple[tuple[str, float], ...]) -> Hit:
    answer = shown["answer"]
    return Hit(
        key=shown["key"],
        kind=shown["kind"],
        id=shown["id"],
        title=shown["title"],
        lang=shown["lang"],
        solved=shown["solved"],
        revision=shown["revision"],
        score=round(score, 4),
        passages=tuple(passages),
        answer=_passage(answer, 0.0) if answer else None,
        factors=factors,
    )


def _passage(shown: Shown, score: float) -> Passage:
    text, role, ref, accepted, *headings = shown
    return Passage(text, role, ref, accepted, score, tuple(headings))
