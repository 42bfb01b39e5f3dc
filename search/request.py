"""What one asks of search, in words no engine knows more of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

LONGEST_TEXT: Final = 20_000  # characters; the rest of a pasted log adds nothing
DEEPEST: Final = 1_000  # results one may page through

Sort = Literal["relevance", "new", "votes"]
SORTS: Final[tuple[Sort, ...]] = ("relevance", "new", "votes")
FACETS: Final = ("kind", "lang", "tag", "solved")


@dataclass(frozen=True, slots=True)
class Boost:
    """Documents whose ``field`` (key, kind, lang or tag) is ``value`` count ``by`` times as much, because of ``why``: a code that
    ``why this?`` explains (``rule:7``, ``clicks``)."""

    field: str
    value: str
    by: float
    why: str


@dataclass(frozen=True, slots=True)
class Also:
    """What else a word is found by: ``terms`` that must all be there, counting ``weight`` times as much as the word itself, because of
    ``why``: synonym or translation."""

    terms: tuple[str, ...]
    weight: float
    why: str


class Expansion(Protocol):
    """Knows what else words are found by (`search.synonyms`, `search.learned.translations`)."""

    def of(self, pieces: Sequence[str], lang: str) -> Mapping[str, tuple[Also, ...]]:
        """What else finds some of ``pieces``, the words of a text in order; ``lang`` is what the text is analysed in, or empty."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. Several values of one filter mean "any of them"; empty means no filter.

    ``prefer`` is the reader's language: its documents rank higher, unless the text is clearly in another; others still come. ``natural``
    text is a question, never operators (quotes, minus signs). ``typing``: the last word may be unfinished. ``exclude`` holds keys that
    must not come, ``only`` those among which it is searched (empty: all). ``boosts`` raise or lower what they name. ``passages``: whether
    hits bring the passages that answer. ``strict``: nothing is mended or let go, as an alert must not tell of what nobody asked for.
    ``mend_right``: right words that no document holds are mended too, as if they were mistyped.
    """

    text: str
    audiences: tuple[str, ...] = ("public",)
    langs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    solved: bool | None = None
    prefer: str = ""
    natural: bool = False
    typing: bool = False
    sort: Sort = "relevance"
    limit: int = 10
    offset: int = 0
    facets: bool = False
    passages: bool = True
    exclude: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    strict: bool = False
    mend_right: bool = False
    boosts: tuple[Boost, ...] = ()
    expansions: tuple[Expansion, ...] = ()

    def filters(self, *, without: str = "") -> dict[str, tuple[str, ...]]:
        """Field → allowed values, for the fields that documents are filtered by; permission is always among them."""
        wanted = {
            "kind": self.kinds,
            "lang": self.langs,
            "tag": self.tags,
            "solved": () if self.solved is None else ("1" if self.solved else "0",),
            "key": self.only,
        }
        wanted.pop(without, None)
        return {"audience": self.audiences, **{field: values for field, values in wanted.items() if values}}
