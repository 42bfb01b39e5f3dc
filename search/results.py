"""What an engine answers: plain data, the same from every engine."""

from dataclasses import dataclass, field
from enum import StrEnum


class Readiness(StrEnum):
    READY = "ready"
    PARTIAL = "partial"  # being built: it answers with what it has
    MISSING = "missing"  # there is no index
    FALLBACK = "fallback"  # the engine doesn't answer: another stands in, with the newest content alone


@dataclass(frozen=True, slots=True)
class Passage:
    """60–80 words of a document. ``ref`` names the row they come from (``qa.answer:5``); ``score`` is 0 where no word matched;
    ``headings``: those that they stand under, outermost first."""

    text: str
    role: str
    ref: str
    accepted: bool
    score: float
    headings: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """The words with the headings that they are found by."""
        return f"{': '.join(self.headings)}: {self.text}" if self.headings else self.text


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document as the index knows it: a proposal, until the database has confirmed it for the viewer.

    ``answer`` is the first passage of the accepted answer, whether or not it matched. ``factors`` say what changed the score beside the
    words: (why, factor).
    """

    key: str
    kind: str
    id: int
    title: str
    lang: str
    solved: bool
    revision: int
    score: float
    passages: tuple[Passage, ...] = ()
    answer: Passage | None = None
    factors: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one request. ``terms`` and ``codes`` are what highlights mark; ``mended`` maps terms of the question that nothing
    contains to those that were searched instead; ``also`` maps terms that nobody typed to why they were searched (synonym, translation);
    ``relaxed``: nothing held most of the words, so any of them was enough; ``unheld``: right words of the question that no document
    holds, which were let go instead of mended."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    terms: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    mended: dict[str, str] = field(default_factory=dict)
    also: dict[str, str] = field(default_factory=dict)
    relaxed: bool = False
    unheld: tuple[str, ...] = ()
    readiness: Readiness = Readiness.READY
