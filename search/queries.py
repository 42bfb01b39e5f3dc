"""What is asked of an index, in no engine's words: each engine translates these few kinds of query into its own.

Names of fields are those of `search.rows`. All scoring is BM25 (k1 1.2, b 0.75) of the field that a term is looked for in.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """Rows whose ``field`` holds ``term``."""

    field: str
    term: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """Rows whose ``field`` holds one of ``values``; adds nothing to a score."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Rows whose ``field`` holds ``terms`` one after the other, with up to ``slop`` moves between them."""

    field: str
    terms: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Boosted:
    query: "Query"
    by: float


@dataclass(frozen=True, slots=True)
class Constant:
    """Rows that ``query`` matches, each by the same ``score``: however long the row is and however often it says so."""

    query: "Query"
    score: float


@dataclass(frozen=True, slots=True)
class Either:
    """Rows that at least ``least`` of ``clauses`` match; their scores add up. Without clauses: none."""

    clauses: tuple["Query", ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Every:
    """Rows that all of ``must`` and none of ``without`` match; ``should`` only adds to the score, unless there is no ``must``."""

    must: tuple["Query", ...] = ()
    should: tuple["Query", ...] = ()
    without: tuple["Query", ...] = ()


Query = Term | OneOf | Phrase | Boosted | Constant | Either | Every


def boosted(query: Query, by: float) -> Query:
    return query if by == 1 else Boosted(query, by)


def either(clauses: Iterable[Query]) -> Query:
    """`Either`, or the one clause that there is."""
    found = tuple(clauses)
    return found[0] if len(found) == 1 else Either(found)
