"""How the server is read: our queries in Elasticsearch's words, and what its terms tell."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from elasticsearch import Elasticsearch

from search import queries
from search.engines.elasticsearch_index import Indices
from search.engines.elasticsearch_server import Missing, Search, Server
from search.engines.protocol import FACET_VALUES, EngineBusy
from search.rows import Shown

MOST_LANGUAGES: Final = 500
MOST_TERMS: Final = 2_000  # that begin alike
MOST_NEAR: Final = 50
EXPECTED: Final = 60  # documents that most searches look at
KEY_ALONE: Final[dict[str, Any]] = {"docvalue_fields": ["key"], "stored_fields": "_none_"}  # from a column: no row has to be unpacked
SOMETHING: Final = 1e-9  # the score of a passage that holds one of the words is more
LONGEST_ANALYSED: Final = 2_000  # terms whose frequencies are read in one request

Hits = list[dict[str, Any]]


class ElasticsearchLexicon:
    """Implements `search.engines.protocol.Lexicon` for one use. ``languages`` are kept by the engine. ``forgiving``: where the server
    doesn't answer there are no terms; else that raises EngineBusy.
    """

    def __init__(self, server: Server | Search, indices: Indices, languages: Callable[[], dict[str, int]], *, forgiving: bool = False):
        self._server = server
        self._documents = indices.alias("documents")
        self._count_languages = languages
        self._forgiving = forgiving
        self._frequencies: dict[tuple[str, str], int] = {}
        self._near: dict[tuple[str, str], dict[str, int]] = {}

    def read(self, wanted: Iterable[tuple[str, str]]) -> None:
        missing = [pair for pair in dict.fromkeys(wanted) if pair not in self._frequencies]
        for start in range(0, len(missing), LONGEST_ANALYSED):
            self._read_some(missing[start : start + LONGEST_ANALYSED])

    def frequency(self, field: str, term: str) -> int:
        if (field, term) not in self._frequencies:
            self._read_some([(field, term)])
        return self._frequencies[field, term]

    def beginning(self, prefix: str) -> dict[str, int]:
        found = self._asked(lambda client: client.terms_enum(index=self._documents, field="words", string=prefix, size=MOST_TERMS))
        terms = found.get("terms", ())
        self.read(("body", term) for term in terms)
        return {term: count for term in terms if (count := self.frequency("body", term))}

    def near(self, term: str, initials: str) -> dict[str, int]:
        if (term, initials) not in self._near:
            lang = term.partition(":")[0] + ":"
            options = {"field": "body", "suggest_mode": "always", "max_edits": 2, "prefix_length": len(lang), "size": MOST_NEAR}
            asked = {"near": {"text": term, "term": options}}
            found = self._asked(lambda client: client.search(index=self._documents, suggest=asked, size=0))
            entries = found.get("suggest", {}).get("near", ())
            near = {option["text"]: option["freq"] for entry in entries for option in entry["options"]}
            self._frequencies |= {("body", word): count for word, count in near.items()}
            self._near[term, initials] = {word: count for word, count in near.items() if word[len(lang)] in initials}
        return self._near[term, initials]

    def languages(self) -> dict[str, int]:
        try:
            return self._count_languages()
        except (EngineBusy, Missing):
            if self._forgiving:
                return {}
            raise

    def _read_some(self, wanted: list[tuple[str, str]]) -> None:
        """The frequencies of the terms of a document that nobody has indexed: one request for all."""
        texts: dict[str, list[str]] = {}
        for field, term in wanted:
            texts.setdefault(field, []).append(term)
        document = {field: " ".join(terms) for field, terms in texts.items()}
        only: dict[str, Any] = {"positions": False, "offsets": False, "payloads": False, "field_statistics": False}
        vectors = self._asked(
            lambda client: client.termvectors(index=self._documents, doc=document, fields=list(document), term_statistics=True, **only)
        ).get("term_vectors", {})
        for field, term in wanted:
            known = vectors.get(field, {}).get("terms", {})
            self._frequencies[field, term] = known.get(term, {}).get("doc_freq", 0)

    def _asked(self, ask: Callable[[Elasticsearch], Any]) -> dict[str, Any]:
        try:
            return dict(self._server.read(ask))
        except (EngineBusy, Missing):
            if self._forgiving:
                return {}
            raise


class ElasticsearchReader:
    """Implements `search.engines.protocol.Reader` on both indices, for one search. Each call answers as of its own moment."""

    def __init__(self, server: Search, indices: Indices):
        self._read = server.read
        self._documents, self._passages = indices.alias("documents"), indices.alias("passages")
        self._counted: tuple[queries.Query, int, Hits] | None = None

    def count(self, query: queries.Query) -> int:
        """It brings the first documents along: who counts wants them next, and they cost less than another round trip."""
        answered = self._ask(self._documents, query, EXPECTED, track_total_hits=True)
        hits = answered["hits"].get("hits", [])
        self._counted = query, answered["hits"]["total"]["value"], hits
        return self._counted[1]

    def documents(self, query: queries.Query, limit: int, *, order: str = "") -> list[tuple[float, dict[str, Any]]]:
        if order:
            found = self._hits(self._documents, query, limit, sort=[{order: "desc"}, {"key": "asc"}])
        elif self._counted and self._counted[0] is query and min(limit, self._counted[1]) <= len(self._counted[2]):
            found = self._counted[2][:limit]
        else:
            found = self._hits(self._documents, query, limit)
        return [(hit["_score"] or 0.0, hit["_source"]["shown"]) for hit in found]

    def passage_keys(self, query: queries.Query, limit: int) -> list[tuple[float, str]]:
        found = self._hits(self._passages, query, limit, min_score=SOMETHING, **KEY_ALONE)
        return [(hit["_score"], hit["fields"]["key"][0]) for hit in found]

    def passages(self, query: queries.Query, limit: int) -> list[tuple[float, str, Shown]]:
        found = self._hits(self._passages, query, limit)
        return [(hit["_score"], hit["_source"]["key"], hit["_source"]["shown"]) for hit in found]

    def held(self, terms: Iterable[tuple[str, str]], among: queries.Query) -> set[tuple[str, str]]:
        wanted = {str(number): pair for number, pair in enumerate(terms)}
        asked = {number: {"term": {field: {"value": term}}} for number, (field, term) in wanted.items()}
        counts = {"held": {"filters": {"filters": asked}}}
        found = self._read(lambda client: client.search(index=self._documents, query=translated(among), aggs=counts, size=0))
        return {wanted[number] for number, bucket in found["aggregations"]["held"]["buckets"].items() if bucket["doc_count"]}

    def values(self, query: queries.Query, names: Iterable[str]) -> tuple[int, dict[str, dict[str, int]]]:
        """Of several fields, it brings the first documents along, as `count` does: one alone is counted without its own filter."""
        asked = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in names}
        paths = "hits.total,hits.hits._score,hits.hits._source,aggregations"
        size = EXPECTED if len(asked) > 1 else 0
        answered = self._ask(self._documents, query, size, track_total_hits=True, aggs=asked, filter_path=paths)
        total = int(answered["hits"]["total"]["value"])
        if size:
            self._counted = query, total, answered["hits"].get("hits", [])
        return total, counted(answered)

    def _hits(self, index: str, query: queries.Query, limit: int, **options: Any) -> Hits:
        if limit <= 0:
            return []
        hits: Hits = self._ask(index, query, limit, track_total_hits=False, **options).get("hits", {}).get("hits", [])
        return hits

    def _ask(self, index: str, query: queries.Query, limit: int, **options: Any) -> dict[str, Any]:
        wanted: dict[str, Any] = {"size": limit, "filter_path": "hits.total,hits.hits._score,hits.hits._source,hits.hits.fields"} | options
        return dict(self._read(lambda client: client.search(index=index, query=translated(query), **wanted)))


def counted(answered: Any) -> dict[str, dict[str, int]]:
    """Field → value → documents, of an answer's aggregations."""
    found = answered.get("aggregations", {}).items()
    return {name: {bucket["key"]: bucket["doc_count"] for bucket in facet["buckets"]} for name, facet in found}


def translated(query: queries.Query) -> dict[str, Any]:
    """``query`` in Elasticsearch's words. What adds nothing to a score stands as a filter, which the server may keep."""
    match query:
        case queries.Term(field, term):
            return {"term": {field: {"value": term}}}
        case queries.OneOf():
            return {"bool": {"filter": [_filter(query)]}}
        case queries.Phrase(field, terms, slop):
            return {"match_phrase": {field: {"query": " ".join(terms), "slop": slop}}}
        case queries.Boosted(inner, by):
            return {"bool": {"must": [translated(inner)], "boost": by}}
        case queries.Constant(inner, score):
            return {"constant_score": {"filter": translated(inner), "boost": score}}
        case queries.Either(clauses, least):
            if not clauses:
                return {"match_none": {}}
            return {"bool": {"should": [translated(clause) for clause in clauses], "minimum_should_match": least}}
        case queries.Every(must, should, without):
            parts = {
                "filter": [_filter(clause) for clause in must if isinstance(clause, queries.OneOf)],
                "must": [translated(clause) for clause in must if not isinstance(clause, queries.OneOf)],
                "should": [translated(clause) for clause in should],
                "must_not": [translated(clause) for clause in without],
            }
            return {"bool": {occur: clauses for occur, clauses in parts.items() if clauses}}


def _filter(query: queries.OneOf) -> dict[str, Any]:
    return {"terms": {query.field: list(query.values)}}
