"""Our queries in tantivy's words, put so that it reads as little as possible.

tantivy reads a union in steps of 4,096 rows and scores all that these hold, also where only one row is wanted; a condition of "so many of
these words" it reads to the end. So what is asked among few rows is sought there word by word, and such conditions are taken apart into
words that must stand together, language by language: no document has words of two.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from math import comb
from typing import Final

import tantivy
from tantivy import Occur

from search import queries
from search.engines.tantivy_index import filter_term
from search.rows import FILTERS

FEW: Final = 64
MOST_TOGETHER: Final = 20  # ways in which some words of several may stand together; of more, all rows of each are read


class Translation:
    """Makes queries for one index: that of documents, or that of ``passages``."""

    def __init__(self, schema: tantivy.Schema, *, passages: bool = False):
        self._schema = schema
        self._passages = passages

    def __call__(self, query: queries.Query) -> tantivy.Query:
        match query:
            case queries.Term(field, term):
                return tantivy.Query.term_query(self._schema, field, term)
            case queries.OneOf(field, values):
                if self._passages and field in FILTERS:
                    field, values = "filters", tuple(filter_term(field, value) for value in values)
                return tantivy.Query.const_score_query(self._one_of(field, values), 0.0)
            case queries.Phrase(field, terms, slop):
                return tantivy.Query.phrase_query(self._schema, field, list(terms), slop)
            case queries.Boosted(inner, by):
                return tantivy.Query.boost_query(self(inner), by)
            case queries.Constant(inner, score):
                return tantivy.Query.const_score_query(self(inner), score)
            case queries.Either(clauses, least):
                if not clauses:
                    return tantivy.Query.empty_query()
                if least == 1:
                    return tantivy.Query.boolean_query([(Occur.Should, self(clause)) for clause in flattened(clauses)])
                return tantivy.Query.boolean_query([(Occur.Should, self(clause)) for clause in clauses], least)
            case queries.Every():
                return self._every(*_merged(query))

    def _every(self, must: list[queries.Query], should: list[queries.Query], without: list[queries.Query]) -> tantivy.Query:
        conditions = [(Occur.Must, self(clause)) for clause in must] + [(Occur.MustNot, self(clause)) for clause in without]
        if not any(is_key(clause) for clause in must):
            return tantivy.Query.boolean_query(conditions + [(Occur.Should, self(clause)) for clause in should])
        asked = tantivy.Query.boolean_query(conditions)
        for clause in flattened(should):  # each is looked for in these few rows alone, as it isn't in a union with the others
            asked = tantivy.Query.boolean_query([(Occur.Must, asked), (Occur.Should, self(clause))])
        return asked

    def _one_of(self, field: str, values: tuple[str, ...]) -> tantivy.Query:
        """A set of terms is read to its end before the search begins; a few terms are only looked at where the other conditions meet."""
        if len(values) > FEW:
            return tantivy.Query.term_set_query(self._schema, field, list(values))
        each = [tantivy.Query.term_query(self._schema, field, value, "basic") for value in values]
        return each[0] if len(each) == 1 else tantivy.Query.boolean_query([(Occur.Should, query) for query in each])


def is_key(query: queries.Query) -> bool:
    """Whether it names the rows."""
    return isinstance(query, queries.OneOf) and query.field == "key"


def worded(query: queries.Query) -> queries.Query:
    """``query`` without the rows that hold none of its words: what it only would add to the score becomes a condition."""
    match query:
        case queries.Every(must, should, without) if should:
            return queries.Every((*map(worded, must), queries.Either(should)), (), without)
        case queries.Every(must, _, without):
            return queries.Every(tuple(map(worded, must)), (), without)
    return query


def condition(query: queries.Query) -> queries.Query:
    """What the same rows match as ``query``, when nobody asks for their scores."""
    match query:
        case queries.Every(must, _, without) if must:
            return queries.Every(tuple(map(condition, must)), (), without)
        case queries.Either(clauses, least) if least > 1:
            return _together(clauses, least)
        case queries.Either(clauses, 1) if any(isinstance(clause, queries.Either) and clause.least > 1 for clause in clauses):
            return queries.Either(tuple(map(condition, clauses)))
    return query


def _together(words: tuple[queries.Query, ...], least: int) -> queries.Query:
    """Rows that hold ``least`` of ``words``."""
    ways: list[queries.Query] = []
    for lang in dict.fromkeys(lang for word in words for lang in _languages(word)) or [""]:
        own = [said for word in words if (said := _said_in(lang, word)) is not None]
        if comb(len(own), least) > MOST_TOGETHER:
            ways.append(queries.Either(tuple(own), least))
        else:
            ways += [queries.Every(some) for some in combinations(own, least)]
    return queries.Either(tuple(ways))


def _languages(query: queries.Query) -> Iterator[str]:
    match query:
        case queries.Term(field, term) if field != "codes":
            yield term.partition(":")[0]
        case queries.Boosted(inner, _) | queries.Constant(inner, _):
            yield from _languages(inner)
        case queries.Either(clauses, _) | queries.Every(clauses, _, _):
            for clause in clauses:
                yield from _languages(clause)


def _said_in(lang: str, query: queries.Query) -> queries.Query | None:
    """What of a word documents in ``lang`` may hold, its codes among them; None where that is nothing."""
    match query:
        case queries.Term(field, term):
            return query if field == "codes" or term.partition(":")[0] == lang else None
        case queries.Boosted(inner, _) | queries.Constant(inner, _):
            return _said_in(lang, inner)
        case queries.Either(clauses, 1):
            some = tuple(said for clause in clauses if (said := _said_in(lang, clause)) is not None)
            return queries.either(some) if some else None
        case queries.Every(clauses, (), ()):
            every = tuple(said for clause in clauses if (said := _said_in(lang, clause)) is not None)
            return queries.Every(every) if len(every) == len(clauses) else None
    return query


def flattened(clauses: Iterable[queries.Query], by: float = 1.0) -> Iterator[queries.Query]:
    """Clauses of which any is enough, those inside such clauses beside them: of a flat list of terms tantivy skips what can't win."""
    for clause in clauses:
        match clause:
            case queries.Boosted(inner, more):
                yield from flattened((inner,), by * more)
            case queries.Either(inside, 1):
                yield from flattened(inside, by)
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
