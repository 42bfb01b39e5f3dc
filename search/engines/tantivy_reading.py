"""How the embedded index is read: our queries in tantivy's words, and what its terms tell."""

import threading
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any, Final

import orjson
import tantivy
from tantivy import Occur

from search import queries
from search.engines.protocol import FACET_VALUES
from search.engines.tantivy_index import ID_BITS, SEVERAL, audience_number, filter_term, key_number
from search.rows import FILTERS, Shown

FEW: Final = 64
COUNTED_ALONG: Final = 60  # best documents that are kept when all are counted, for the question that follows
PROPOSED: Final = 3  # times as many passages as are wanted: somebody who may see a third of them finds enough
ID_MASK: Final = (1 << ID_BITS) - 1

Hit = tuple[float, tantivy.DocAddress]


class TantivyLexicon:
    """Implements `search.engines.protocol.Lexicon` for one state of the documents' index."""

    def __init__(self, documents: tantivy.Searcher):
        self._documents = documents
        self._frequencies: dict[tuple[str, str], int] = {}
        self._beginnings: dict[str, dict[str, int]] = {}

    def read(self, wanted: Iterable[tuple[str, str]]) -> None:
        """Nothing: looking one up takes microseconds."""

    def frequency(self, field: str, term: str) -> int:
        key = field, term
        if key not in self._frequencies:
            self._frequencies[key] = self._documents.doc_freq(field, term)
        return self._frequencies[key]

    def beginning(self, prefix: str) -> dict[str, int]:
        if prefix not in self._beginnings:
            self._beginnings[prefix] = dict(self._documents.terms_with_prefix("body", prefix))
        return self._beginnings[prefix]

    def near(self, term: str, initials: str) -> dict[str, int]:
        lang = term.partition(":")[0]
        return {word: count for initial in initials for word, count in self.beginning(f"{lang}:{initial}").items()}

    def languages(self) -> dict[str, int]:
        return self._languages

    @cached_property
    def _languages(self) -> dict[str, int]:
        counted = self._documents.aggregate(tantivy.Query.all_query(), {"lang": {"terms": {"field": "lang", "size": 500}}})
        return {bucket["key"]: bucket["doc_count"] for bucket in counted["lang"]["buckets"]}


class TantivyReader:
    """Implements `search.engines.protocol.Reader` on both indexes at one moment."""

    def __init__(self, documents: tantivy.Index, passages: tantivy.Index):
        self._schema, self._passages_schema = documents.schema, passages.schema
        self._documents, self._passages = documents.searcher(), passages.searcher()
        self._counted = threading.local()
        self.lexicon = TantivyLexicon(self._documents)
        self.size: int = self._documents.num_docs
        self._kinds = {key_number(kind, 0) >> ID_BITS: kind for kind, _ in self._documents.terms_with_prefix("kind", "")}

    def count(self, query: queries.Query) -> int:
        found = self._documents.search(self._of_documents(query), limit=COUNTED_ALONG, count=True)
        self._counted.last = query, found.hits
        return found.count  # type: ignore[attr-defined]  # its stubs forget it

    def documents(self, query: queries.Query, limit: int, *, order: str = "") -> list[tuple[float, dict[str, Any]]]:
        asked, hits = self._counted.__dict__.get("last", (None, []))
        if order:
            hits = self._documents.search(self._of_documents(query), limit=limit, count=False, order_by_field=order).hits
        elif asked is not query or limit > COUNTED_ALONG:
            hits = _proposed(self._documents, self._of_documents, query, limit)
            if hits is None:
                hits = self._documents.search(self._of_documents(query), limit=limit, count=False).hits
        return [(score, orjson.loads(self._documents.doc(address)["shown"][0])) for score, address in hits[:limit]]

    def passage_keys(self, query: queries.Query, limit: int) -> list[tuple[float, str]]:
        asked = worded(query)
        hits = _proposed(self._passages, self._of_passages, asked, limit)
        if hits is None:
            hits = self._passages.search(self._of_passages(asked), limit=limit, count=False).hits
        return [(score, key) for (score, _), key in zip(hits, self._keys(hits), strict=True)]

    def passages(self, query: queries.Query, limit: int) -> list[tuple[float, str, Shown]]:
        hits = self._passages.search(self._of_passages(query), limit=limit, count=False).hits
        shown = (orjson.loads(self._passages.doc(address)["shown"][0]) for _, address in hits)
        return [(score, key, row) for (score, _), key, row in zip(hits, self._keys(hits), shown, strict=True)]

    def held(self, terms: Iterable[tuple[str, str]], among: queries.Query) -> set[tuple[str, str]]:
        allowed = Occur.Must, self._of_documents(among)
        readers = _only_audiences(among)

        def is_held(field: str, term: str) -> bool:
            asked = tantivy.Query.term_query(self._schema, field, term, "basic")
            if readers:  # one of any few that hold it is enough, and mostly there is one
                some = [address for _, address in self._documents.search(asked, limit=FEW, count=False).hits]
                if not readers.isdisjoint(self._documents.fast_field_values("readers", some)):
                    return True
            found = self._documents.search(tantivy.Query.boolean_query([(Occur.Must, asked), allowed]), limit=1, count=False)
            return bool(found.hits)

        return {pair for pair in terms if is_held(*pair)}

    def values(self, query: queries.Query, names: Iterable[str]) -> dict[str, dict[str, int]]:
        asked = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in names}
        found = self._documents.aggregate(self._of_documents(query), asked)
        return {name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]} for name in asked}

    def _of_documents(self, query: queries.Query) -> tantivy.Query:
        return translated(query, self._schema)

    def _of_passages(self, query: queries.Query) -> tantivy.Query:
        return translated(query, self._passages_schema, passages=True)

    def _keys(self, hits: list[Hit]) -> Iterator[str]:
        numbers: list[Any] = self._passages.fast_field_values("number", [address for _, address in hits])
        return (f"{self._kinds.get(number >> ID_BITS, '')}:{number & ID_MASK}" for number in numbers)


def _proposed(
    rows: tantivy.Searcher, translate: Callable[[queries.Query], tantivy.Query], query: queries.Query, limit: int
) -> list[Hit] | None:
    """The best rows for a ``query`` of permission and any of some words; None when it asks more, or few of them are allowed.

    Asked for words alone, tantivy skips all that can't be among the best; permission is read from a column of those.
    """
    match query:
        case queries.Every((queries.OneOf("audience", audiences), queries.Either(_, 1) as words), (), ()):
            best = list(rows.search(translate(words), limit=limit * PROPOSED, count=False).hits)
        case _:
            return None
    numbers = rows.fast_field_values("readers", [address for _, address in best])
    hits = [hit for hit, number in zip(best, numbers, strict=True) if number in _allowed(audiences)]
    return hits[:limit] if SEVERAL not in numbers and (len(hits) >= limit or len(best) < limit * PROPOSED) else None


def _only_audiences(query: queries.Query) -> frozenset[int]:
    """The numbers of the audiences that are all that ``query`` asks for; none where it asks more."""
    match query:
        case queries.Every((queries.OneOf("audience", audiences),), (), ()):
            return _allowed(audiences)
    return frozenset()


@lru_cache(1000)
def _allowed(audiences: tuple[str, ...]) -> frozenset[int]:
    return frozenset(audience_number((audience,)) for audience in audiences)


def worded(query: queries.Query) -> queries.Query:
    """``query`` without the rows that hold none of its words: what it only would add to the score becomes a condition."""
    match query:
        case queries.Every(must, should, without) if should:
            return queries.Every((*map(worded, must), queries.Either(should)), (), without)
        case queries.Every(must, _, without):
            return queries.Every(tuple(map(worded, must)), (), without)
    return query


def translated(query: queries.Query, schema: tantivy.Schema, *, passages: bool = False) -> tantivy.Query:
    """``query`` in tantivy's words, for documents or for ``passages``."""
    match query:
        case queries.Term(field, term):
            return tantivy.Query.term_query(schema, field, term)
        case queries.OneOf(field, values):
            if passages and field in FILTERS:
                field, values = "filters", tuple(filter_term(field, value) for value in values)
            return tantivy.Query.const_score_query(_one_of(schema, field, values), 0.0)
        case queries.Phrase(field, terms, slop):
            return tantivy.Query.phrase_query(schema, field, list(terms), slop)
        case queries.Boosted(inner, by):
            return tantivy.Query.boost_query(translated(inner, schema, passages=passages), by)
        case queries.Constant(inner, score):
            return tantivy.Query.const_score_query(translated(inner, schema, passages=passages), score)
        case queries.Either(clauses, least):
            if not clauses:
                return tantivy.Query.empty_query()
            if least == 1:
                return tantivy.Query.boolean_query(
                    [(Occur.Should, translated(clause, schema, passages=passages)) for clause in _flattened(clauses)]
                )
            return tantivy.Query.boolean_query([(Occur.Should, translated(clause, schema, passages=passages)) for clause in clauses], least)
        case queries.Every():
            must, should, without = _merged(query)
            parts = [(Occur.Must, must), (Occur.Should, should), (Occur.MustNot, without)]
            return tantivy.Query.boolean_query(
                [(occur, translated(clause, schema, passages=passages)) for occur, clauses in parts for clause in clauses]
            )


def _flattened(clauses: Iterable[queries.Query], by: float = 1.0) -> Iterator[queries.Query]:
    """Clauses of which any is enough, those inside such clauses beside them: of a flat list of terms tantivy skips what can't win."""
    for clause in clauses:
        match clause:
            case queries.Boosted(inner, more):
                yield from _flattened((inner,), by * more)
            case queries.Either(inside, 1):
                yield from _flattened(inside, by)
            case _:
                yield queries.boosted(clause, by)


def _merged(query: queries.Every) -> tuple[list[queries.Query], list[queries.Query], list[queries.Query]]:
    """What ``query`` and the like inside its conditions must, should and must not hold: side by side, the rarest condition leads."""
    must, should, without = list[queries.Query](), list(query.should), list(query.without)
    for clause in query.must:
        if isinstance(clause, queries.Every):
            inside = _merged(clause)
            must += inside[0] or [queries.Either(tuple(inside[1]))]
            should += inside[1] if inside[0] else []
            without += inside[2]
        else:
            must.append(clause)
    return must, should, without


def _one_of(schema: tantivy.Schema, field: str, values: tuple[str, ...]) -> tantivy.Query:
    """A set of terms is read to its end before the search begins; a few terms are only looked at where the other conditions meet."""
    if len(values) > FEW:
        return tantivy.Query.term_set_query(schema, field, list(values))
    each = [tantivy.Query.term_query(schema, field, value, "basic") for value in values]
    return each[0] if len(each) == 1 else tantivy.Query.boolean_query([(Occur.Should, query) for query in each])
