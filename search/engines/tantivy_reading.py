"""How the embedded index is read: our queries in tantivy's words, and what its terms tell."""

from collections.abc import Iterable
from typing import Any

import orjson
import tantivy
from tantivy import Occur

from search import queries
from search.engines.protocol import FACET_VALUES
from search.words import Vocabulary


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
        counted = self._documents.aggregate(tantivy.Query.all_query(), {"lang": {"terms": {"field": "lang", "size": 500}}})
        return {bucket["key"]: bucket["doc_count"] for bucket in counted["lang"]["buckets"]}


class TantivyReader:
    """Implements `search.engines.protocol.Reader` on both indexes at one moment."""

    def __init__(self, documents: tantivy.Index, passages: tantivy.Index):
        self._schemas = documents.schema, passages.schema
        self._documents, self._passages = documents.searcher(), passages.searcher()
        self.vocabulary = Vocabulary(TantivyLexicon(self._documents))
        self.size: int = self._documents.num_docs

    def count(self, query: queries.Query) -> int:
        return self._documents.search(self._of_documents(query), limit=1, count=True).count  # type: ignore[attr-defined]  # its stubs forget it

    def documents(self, query: queries.Query, limit: int, *, order: str = "") -> list[tuple[float, dict[str, Any]]]:
        asked = self._of_documents(query)
        if order:
            found = self._documents.search(asked, limit=limit, count=False, order_by_field=order)
        else:
            found = self._documents.search(asked, limit=limit, count=False)
        return [(score, orjson.loads(self._documents.doc(address)["shown"][0])) for score, address in found.hits]

    def passage_keys(self, query: queries.Query, limit: int) -> list[tuple[float, str]]:
        found = self._passages.search(translated(query, self._schemas[1]), limit=limit, count=False)
        return [(score, self._passages.doc(address)["key"][0]) for score, address in found.hits]

    def passages(self, query: queries.Query, limit: int) -> list[tuple[float, str, tuple[str, str, str, bool]]]:
        found = self._passages.search(translated(query, self._schemas[1]), limit=limit, count=False)
        rows = ((score, self._passages.doc(address)) for score, address in found.hits)
        return [(score, row["key"][0], orjson.loads(row["shown"][0])) for score, row in rows]

    def values(self, query: queries.Query, names: Iterable[str]) -> dict[str, dict[str, int]]:
        asked = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in names}
        found = self._documents.aggregate(self._of_documents(query), asked)
        return {name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]} for name in asked}

    def _of_documents(self, query: queries.Query) -> tantivy.Query:
        return translated(query, self._schemas[0])


def translated(query: queries.Query, schema: tantivy.Schema) -> tantivy.Query:
    """``query`` in tantivy's words."""
    match query:
        case queries.Term(field, term):
            return tantivy.Query.term_query(schema, field, term)
        case queries.OneOf(field, values):
            return tantivy.Query.const_score_query(tantivy.Query.term_set_query(schema, field, list(values)), 0.0)
        case queries.Phrase(field, terms, slop):
            return tantivy.Query.phrase_query(schema, field, list(terms), slop)
        case queries.Boosted(inner, by):
            return tantivy.Query.boost_query(translated(inner, schema), by)
        case queries.Either(clauses, least):
            if not clauses:
                return tantivy.Query.empty_query()
            return tantivy.Query.boolean_query([(Occur.Should, translated(clause, schema)) for clause in clauses], least)
        case queries.Every(must, should, without):
            parts = [(Occur.Must, must), (Occur.Should, should), (Occur.MustNot, without)]
            return tantivy.Query.boolean_query([(occur, translated(clause, schema)) for occur, clauses in parts for clause in clauses])
