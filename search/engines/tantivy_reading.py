"""How the embedded index is read, and what its terms tell."""

import threading
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any, Final, NamedTuple

import orjson
import tantivy
from tantivy import Occur

from search import queries
from search.engines.protocol import FACET_VALUES
from search.engines.tantivy_index import ID_BITS, SEVERAL, audience_number, key_number
from search.engines.tantivy_queries import Translation, condition, is_key, worded
from search.rows import Shown

COUNTED_ALONG: Final = 60  # best documents that are kept when all are counted, for the question that follows
PROPOSED: Final = 3  # times as many rows as are wanted: somebody who may see a third of them finds enough
LOOKED_AT: Final = 16  # rows that hold a term, for one that somebody may see
MARK: Final = 1024.0  # more than any words add to a score
COUNTED: Final = "counted"  # no field is called so
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


class _Index(NamedTuple):
    """One of both indexes."""

    rows: tantivy.Searcher
    translated: Translation

    def best(self, query: queries.Query, limit: int) -> list[Hit]:
        return list(self.rows.search(self.translated(query), limit=limit, count=False).hits)

    def readers(self, hits: list[Hit]) -> list[int]:
        numbers: list[Any] = self.rows.fast_field_values("readers", [address for _, address in hits])
        return numbers


class TantivyReader:
    """Implements `search.engines.protocol.Reader` on both indexes at one moment."""

    def __init__(self, documents: tantivy.Index, passages: tantivy.Index):
        self._documents = _Index(documents.searcher(), Translation(documents.schema))
        self._passages = _Index(passages.searcher(), Translation(passages.schema, passages=True))
        self._schema = documents.schema
        self._counted = threading.local()
        self.lexicon = TantivyLexicon(self._documents.rows)
        self.size: int = self._documents.rows.num_docs
        self._kinds = {key_number(kind, 0) >> ID_BITS: kind for kind, _ in self._documents.rows.terms_with_prefix("kind", "")}

    def count(self, query: queries.Query) -> int:
        found = self._documents.rows.search(self._documents.translated(query), limit=COUNTED_ALONG, count=True)
        self._counted.last = query, found.hits
        return found.count  # type: ignore[attr-defined]  # its stubs forget it

    def documents(self, query: queries.Query, limit: int, *, order: str = "") -> list[tuple[float, dict[str, Any]]]:
        asked, hits = self._counted.__dict__.get("last", (None, []))
        if order:
            matching = self._documents.translated(condition(query))
            hits = self._documents.rows.search(matching, limit=limit, count=False, order_by_field=order).hits
        elif asked is not query or limit > COUNTED_ALONG:
            hits = self._best_documents(query, limit)
        return [(score, orjson.loads(self._documents.rows.doc(address)["shown"][0])) for score, address in hits[:limit]]

    def passage_keys(self, query: queries.Query, limit: int) -> list[tuple[float, str]]:
        hits = _among(self._passages, query, limit)
        if hits is None:
            asked = worded(query)
            hits = _proposed(self._passages, asked, limit)
            if hits is None:
                hits = self._passages.best(asked, limit)
        return [(score, key) for (score, _), key in zip(hits, self._keys(hits), strict=True) if score > 0]

    def passages(self, query: queries.Query, limit: int) -> list[tuple[float, str, Shown]]:
        hits = _among(self._passages, query, limit)
        if hits is None:
            hits = self._passages.best(query, limit)
        shown = (orjson.loads(self._passages.rows.doc(address)["shown"][0]) for _, address in hits)
        return [(score, key, row) for (score, _), key, row in zip(hits, self._keys(hits), shown, strict=True)]

    def held(self, terms: Iterable[tuple[str, str]], among: queries.Query) -> set[tuple[str, str]]:
        rows = self._documents.rows
        allowed = Occur.Must, self._documents.translated(among)
        readers = _only_audiences(among)

        def is_held(field: str, term: str) -> bool:
            asked = tantivy.Query.term_query(self._schema, field, term, "basic")
            if readers:  # one of any few that hold it is enough, and mostly there is one
                some = [address for _, address in rows.search(asked, limit=LOOKED_AT, count=False).hits]
                if not readers.isdisjoint(rows.fast_field_values("readers", some)):
                    return True
            found = rows.search(tantivy.Query.boolean_query([(Occur.Must, asked), allowed]), limit=1, count=False)
            return bool(found.hits)

        return {pair for pair in terms if is_held(*pair)}

    def values(self, query: queries.Query, names: Iterable[str]) -> tuple[int, dict[str, dict[str, int]]]:
        asked: dict[str, Any] = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in names}
        counting = {COUNTED: {"value_count": {"field": "created"}}}  # which each document has once
        found = self._documents.rows.aggregate(self._documents.translated(condition(query)), asked | counting)
        return int(found[COUNTED]["value"]), {
            name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]} for name in asked
        }

    def _best_documents(self, query: queries.Query, limit: int) -> list[Hit]:
        match query:
            case queries.Every((queries.Every(must, should, without), queries.OneOf("key") as keys), (), ()):
                hits = self._named(keys, must, should, without)
            case _:
                hits = _proposed(self._documents, query, limit)
        return self._documents.best(query, limit) if hits is None else hits

    def _named(
        self, keys: queries.OneOf, must: tuple[queries.Query, ...], should: tuple[queries.Query, ...], without: tuple[queries.Query, ...]
    ) -> list[Hit] | None:
        """Of the documents ``keys``, those that hold enough words of the condition, which is asked by itself; None for other conditions."""
        match [clause for clause in must if not isinstance(clause, queries.OneOf)]:
            case [queries.Either(words, least)] if not any(isinstance(word, queries.Either) and word.least > 1 for word in words):
                filters = [clause for clause in must if isinstance(clause, queries.OneOf)]
                if least == 1 and not should:  # whatever has a score holds one
                    some = self._documents.best(queries.Every((keys, *filters), words, without), len(keys.values))
                    return [(score, address) for score, address in some if score > 0]
                each = tuple(queries.Constant(word, 1.0) for word in words)
                held = self._documents.best(queries.Every((keys, *filters), each, without), len(keys.values))
                enough = {_place(address) for count, address in held if count > least - 0.5}
                scored = self._documents.best(queries.Every((keys,), (*words, *should)), len(keys.values))
                return [(score, address) for score, address in scored if _place(address) in enough]
        return None

    def _keys(self, hits: list[Hit]) -> Iterator[str]:
        numbers: list[Any] = self._passages.rows.fast_field_values("number", [address for _, address in hits])
        return (f"{self._kinds.get(number >> ID_BITS, '')}:{number & ID_MASK}" for number in numbers)


def _proposed(index: _Index, query: queries.Query, limit: int) -> list[Hit] | None:
    """The best rows for a ``query`` of permission and words; None when it asks more, or few of them are allowed.

    Permission is read from a column of the best for the words alone. Where not all words count alike, or several must be there, what the
    rows must hold is one more thing that scores, and far more than all words: so all are read once, each beside the others.
    """
    match query:
        case queries.Every((queries.OneOf("audience", audiences), queries.Either(_, 1) as words), (), ()):
            asked, mark = words, 0.0
        case queries.Every((queries.OneOf("audience", audiences), queries.Either(clauses, _) as words), should, ()):
            asked, mark = queries.Either((*clauses, *should, queries.Constant(condition(words), MARK))), MARK
        case _:
            return None
    best = [(score - mark, address) for score, address in index.best(asked, limit * PROPOSED) if score >= mark]
    numbers = index.readers(best)
    hits = [hit for hit, number in zip(best, numbers, strict=True) if number in _allowed(audiences)]
    return hits[:limit] if SEVERAL not in numbers and (len(hits) >= limit or len(best) < limit * PROPOSED) else None


def _among(index: _Index, query: queries.Query, limit: int) -> list[Hit] | None:
    """The best of the rows that ``query`` names; None where it names none, or permission is more than a look at a column."""
    match query:
        case queries.Every((queries.Every((queries.OneOf("audience", audiences), *others), should, without), keys), (), ()) if is_key(keys):
            hits = index.best(queries.Every((keys, *others), should, without), limit)
            numbers = index.readers(hits)
            if SEVERAL not in numbers:
                return [hit for hit, number in zip(hits, numbers, strict=True) if number in _allowed(audiences)]
    return None


def _place(address: tantivy.DocAddress) -> tuple[int, int]:
    return address.segment_ord, address.doc


def _only_audiences(query: queries.Query) -> frozenset[int]:
    """The numbers of the audiences that are all that ``query`` asks for; none where it asks more."""
    match query:
        case queries.Every((queries.OneOf("audience", audiences),), (), ()):
            return _allowed(audiences)
    return frozenset()


@lru_cache(1000)
def _allowed(audiences: tuple[str, ...]) -> frozenset[int]:
    return frozenset(audience_number((audience,)) for audience in audiences)
