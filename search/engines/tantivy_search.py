"""One search in the embedded index: passages propose, documents confirm and count.

A document's score is its best passage (with the title in it) + 0.5 × the whole document + 0.25 × the title, times its worth (solved,
votes), less for another language than the question's. Passages and documents each name candidates; what one side did not name is looked
up on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import Any, Final

import orjson
import tantivy
from tantivy import Occur, Query

from search.engines.tantivy_words import KnownWord, Vocabulary
from search.question import AskedWord, Question, ask
from search.request import FACETS, SearchRequest
from search.results import Found, Hit, Passage

BODY_WEIGHT: Final = 0.5
TITLE_WEIGHT: Final = 0.25
CODE_WEIGHT: Final = 0.5
OTHER_LANGUAGE: Final = 0.7
CANDIDATES: Final = 60
PASSAGES_EACH: Final = 4  # passages read for each candidate
MOST_PASSAGES: Final = 12  # passages a hit brings
FACET_VALUES: Final = 20
FEW: Final = 5  # with fewer documents that hold most words, those that hold some are wanted too


@dataclass
class Snapshot:
    """Both indexes at one moment."""

    documents: tantivy.Index
    passages: tantivy.Index
    vocabulary: Vocabulary = field(init=False)

    def __post_init__(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        self.documents.reload()
        self.passages.reload()
        self.vocabulary = Vocabulary(self.documents.searcher())


class Searching:
    """Answers one request from one snapshot."""

    def __init__(self, snapshot: Snapshot, request: SearchRequest):
        self.request = request
        self.vocabulary = snapshot.vocabulary
        self.documents = snapshot.vocabulary.searcher
        self.passages = snapshot.passages.searcher()
        self.schemas = {"documents": snapshot.documents.schema, "passages": snapshot.passages.schema}
        self.question: Question = ask(request)
        self.wanted = self.vocabulary.language_of(self.question, request.prefer[:2]) if request.prefer else ""
        self.words = self.vocabulary.known(self.question)
        self.titles_only = not self.words and bool(self.question.common)
        if self.titles_only:
            self.words = self.vocabulary.in_titles(self.question)

    def found(self) -> Found:
        if not self.words and not self.question.phrases:
            return Found()
        needed, relaxed = self._needed(), False
        match = self._documents_query(needed)
        total = self._count(match)
        if total < FEW and needed > 1:
            relaxed, needed = not total, 1 if len(self._required) < 4 else needed // 2
            match = self._documents_query(needed)
            total = self._count(match)
        hits = self._hits(match) if total else ()
        return Found(
            hits=hits,
            total=total,
            facets=self._facets(needed) if self.request.facets else {},
            terms=frozenset(t for word in self.words for terms, _ in word.alternatives for t in terms) | frozenset(self._phrase_terms()),
            codes=frozenset(code for word in self.words for code in word.codes),
            mended={word.asked.text: word.mended for word in self.words if word.mended},
            relaxed=relaxed,
        )

    # Ranking

    def _hits(self, match: Query) -> tuple[Hit, ...]:
        request = self.request
        end = request.offset + request.limit
        if request.sort != "relevance":
            by = "created" if request.sort == "new" else "votes"
            found = self.documents.search(match, limit=end, count=False, order_by_field=by).hits
            page = [(0.0, self._shown(address)) for _, address in found][request.offset :]
        else:
            ranked = self._ranked(match, CANDIDATES if end <= CANDIDATES // 3 else max(200, end + 50))
            page = ranked[request.offset : end]
        cut = self._passages_of([shown["key"] for _, shown in page]) if request.passages else {}
        return tuple(_hit(shown, score, cut.get(shown["key"], ())) for score, shown in page)

    def _ranked(self, match: Query, most: int) -> list[tuple[float, dict[str, Any]]]:
        best = self._best_passages(self._passages_query(), most * PASSAGES_EACH)
        rows = {shown["key"]: (score, shown) for score, shown in self._documents_of(match, most)}
        if missing := [key for key in list(best)[:most] if key not in rows]:
            among = self._both(match, self._any_of("documents", "key", missing))
            rows |= {shown["key"]: (score, shown) for score, shown in self._documents_of(among, len(missing))}
        if missing := [key for key in rows if key not in best]:
            among = self._both(self._passages_query(), self._any_of("passages", "key", missing))
            best |= self._best_passages(among, len(missing) * PASSAGES_EACH)
        scored = [((best.get(key, 0.0) + score) * self._factor(shown), shown) for key, (score, shown) in rows.items()]
        return sorted(scored, key=lambda entry: (-entry[0], entry[1]["key"]))

    def _factor(self, shown: dict[str, Any]) -> float:
        foreign = self.wanted and shown["lang"][:2] != self.wanted
        return shown["worth"] * (OTHER_LANGUAGE if foreign else 1.0)

    def _documents_of(self, query: Query, limit: int) -> Iterable[tuple[float, dict[str, Any]]]:
        for score, address in self.documents.search(query, limit=limit, count=False).hits:
            yield score, self._shown(address)

    def _shown(self, address: tantivy.DocAddress) -> dict[str, Any]:
        key, shown = _stored(self.documents.doc(address))
        return {"key": key, **shown}

    def _best_passages(self, query: Query, limit: int) -> dict[str, float]:
        best: dict[str, float] = {}
        for score, address in self.passages.search(query, limit=limit, count=False).hits:
            best.setdefault(self.passages.doc(address)["key"][0], score)
        return best

    def _passages_of(self, keys: list[str]) -> dict[str, list[Passage]]:
        if not keys:
            return {}
        found: dict[str, list[Passage]] = {}
        query = self._both(self._passages_query(), self._any_of("passages", "key", keys))
        for score, address in self.passages.search(query, limit=len(keys) * MOST_PASSAGES, count=False).hits:
            key, shown = _stored(self.passages.doc(address))
            mine = found.setdefault(key, [])
            if shown[0] and len(mine) < MOST_PASSAGES:
                mine.append(_passage(shown, score))
        return found

    # Counting

    def _count(self, query: Query) -> int:
        return self.documents.search(query, limit=1, count=True).count  # type: ignore[attr-defined]  # its stubs forget it

    def _facets(self, needed: int) -> dict[str, dict[str, int]]:
        """Per field, how many documents each value would leave; a field's own filter doesn't narrow its own counts."""
        counts: dict[str, dict[str, int]] = {}
        filtered = self.request.filters()
        together = [name for name in FACETS if name not in filtered]
        for names in ([together] if together else []) + [[name] for name in FACETS if name in filtered]:
            query = self._documents_query(needed, without=names[0] if names != together else "")
            found = self.documents.aggregate(query, {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in names})
            for name in names:
                counts[name] = {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]}
        return counts

    # Queries

    def _needed(self) -> int:
        """How many of the words a document must hold: one or two of so few, most of a few, a third of many."""
        required = len(self._required)
        if self.request.natural or required <= 1:
            return 1
        if required == 2:
            return 2
        return ceil(required * (0.6 if required <= 12 else 0.3))

    @cached_property
    def _required(self) -> list[KnownWord]:
        return [word for word in self.words if not word.asked.common] or self.words

    def _documents_query(self, needed: int, *, without: str = "") -> Query:
        clauses = self._fixed("documents", without=without)
        required = self._required
        if required:
            clauses.append((Occur.Must, Query.boolean_query([(Occur.Should, self._in_document(word)) for word in required], needed)))
        clauses += [(Occur.Should, self._in_document(word)) for word in self.words if word not in required]
        for variants in self.question.phrases:
            clauses.append((Occur.Must, self._phrase("documents", "body", variants)))
        return Query.boolean_query(clauses)

    def _passages_query(self) -> Query:
        clauses = self._fixed("passages")
        clauses += [(Occur.Should, self._word("passages", "text", word)) for word in self.words]
        clauses += [(Occur.Should, self._phrase("passages", "text", variants)) for variants in self.question.phrases]
        return Query.boolean_query(clauses)

    def _fixed(self, index: str, *, without: str = "") -> list[tuple[Occur, Query]]:
        """Permission, filters and exclusions: they decide who is in, and add nothing to a score."""
        clauses = [(Occur.Must, self._any_of(index, name, values)) for name, values in self.request.filters(without=without).items()]
        if self.request.exclude:
            clauses.append((Occur.MustNot, self._any_of(index, "key", self.request.exclude)))
        text = "body" if index == "documents" else "text"
        for word in self.question.excluded:
            clauses.append((Occur.MustNot, self._word(index, text, _as_typed(word))))
        return clauses

    def _in_document(self, word: KnownWord) -> Query:
        if self.titles_only:
            return self._word("documents", "title", word)
        body = Query.boost_query(self._word("documents", "body", word), BODY_WEIGHT)
        title = Query.boost_query(self._word("documents", "title", word, codes=False), TITLE_WEIGHT)
        return Query.boolean_query([(Occur.Should, body), (Occur.Should, title)])

    def _word(self, index: str, name: str, word: KnownWord, *, codes: bool = True) -> Query:
        schema = self.schemas[index]
        clauses = []
        for terms, weight in word.alternatives:
            each = [(Occur.Must, Query.term_query(schema, name, term)) for term in terms]
            query = each[0][1] if len(each) == 1 else Query.boolean_query(each)
            clauses.append((Occur.Should, query if weight == 1 else Query.boost_query(query, weight)))
        if codes:
            for code in word.codes:
                clauses.append((Occur.Should, Query.boost_query(Query.term_query(schema, "codes", code), CODE_WEIGHT)))
        return Query.boolean_query(clauses) if clauses else Query.empty_query()

    def _phrase(self, index: str, name: str, variants: tuple[tuple[str, ...], ...]) -> Query:
        schema = self.schemas[index]
        each = (Query.phrase_query(schema, name, list(t)) if len(t) > 1 else Query.term_query(schema, name, t[0]) for t in variants)
        return Query.boolean_query([(Occur.Should, query) for query in each])

    def _phrase_terms(self) -> Iterable[str]:
        return (term for variants in self.question.phrases for terms in variants for term in terms)

    def _any_of(self, index: str, name: str, values: Iterable[str]) -> Query:
        return Query.const_score_query(Query.term_set_query(self.schemas[index], name, list(values)), 0.0)

    @staticmethod
    def _both(query: Query, condition: Query) -> Query:
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, condition)])


def _as_typed(asked: AskedWord) -> KnownWord:
    return KnownWord(asked, tuple((terms, 1.0) for terms in asked.terms), asked.codes)


def _hit(shown: dict[str, Any], score: float, passages: Iterable[Passage]) -> Hit:
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
    )


def _passage(shown: tuple[str, str, str, bool], score: float) -> Passage:
    text, role, ref, accepted = shown
    return Passage(text, role, ref, accepted, score)


def _stored(row: tantivy.Document) -> tuple[str, Any]:
    return row["key"][0], orjson.loads(row["shown"][0])
