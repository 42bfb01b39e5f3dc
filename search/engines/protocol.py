"""What Plaza asks of a search engine. No caller sees an engine's own syntax, errors or types."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from core.content import Document
from search.queries import Query
from search.request import SearchRequest
from search.results import Found, Readiness
from search.rows import Shown

FACET_VALUES: Final = 20


class EngineBusy(RuntimeError):
    """Somebody else writes to the index; come again."""


class Unavailable(EngineBusy):
    """The engine doesn't answer, whatever it is asked; come again."""


class RebuildRunning(EngineBusy):
    """A rebuild is under way, in this process or another."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Documents to put in place of their earlier versions, and keys (``qa.question:12``) to take out."""

    documents: tuple[Document, ...] = ()
    gone: tuple[str, ...] = ()


class Build(Protocol):
    """A new index that grows beside the one in use. ``name`` finds it again after a crash."""

    name: str

    def add(self, documents: Iterable[Document]) -> bool:
        """Put these in. Whether everything that was added up to now survives a crash."""

    def finish(self, load: Callable[[tuple[str, ...]], Changes]) -> None:
        """Catch up and take over: ``load`` gets the keys that changed since the build began, and searches turn to the new index.

        No change is lost: changes wait while ``load`` runs.
        """

    def close(self) -> None:
        """Let others build; what was added stays, to go on with."""


class Engine(Protocol):
    name: str

    def search(self, request: SearchRequest) -> Found:
        """Never raises for anything a person may type, nor when the index is missing (`Found.readiness` says so)."""

    def update(self, keys: Iterable[str], load: Callable[[], Changes]) -> None:
        """Bring ``keys`` up to date. ``load`` reads the database once it is this caller's turn, so that no older state wins.

        Raises:
            EngineBusy: it didn't become this caller's turn in time.
        """

    def build(self, name: str | None = None) -> Build:
        """Begin a new index, or go on with the unfinished one called ``name`` (a new one, if that is gone).

        Raises:
            RebuildRunning: another build is under way.
        """

    def readiness(self) -> Readiness: ...

    def count(self) -> int:
        """Documents in the index.

        Raises:
            EngineBusy: the engine doesn't answer.
        """

    def lexicon(self) -> "Lexicon | None":
        """The words of the index as it is now; None when there is nothing to read."""

    def drop(self) -> None:
        """Forget everything: the index counts as missing, until the next `build`."""


class Lexicon(Protocol):
    """The terms of one state of an index. `search.words` asks for the same ones again and again: keep what was read."""

    def read(self, wanted: Iterable[tuple[str, str]]) -> None:
        """The frequencies of these (field, term) will be asked for: an engine over a network reads them in one go."""

    def frequency(self, field: str, term: str) -> int:
        """How many documents hold ``term`` in ``field`` (title, body or codes)."""

    def beginning(self, prefix: str) -> dict[str, int]:
        """Terms of ``body`` that begin with ``prefix``, with how many documents hold each; of very many the commonest."""

    def near(self, term: str, initials: str) -> dict[str, int]:
        """Terms of ``body`` in the language of ``term`` that begin with one of ``initials``, with how many documents hold each: those
        within two edits of ``term``, and maybe more."""

    def languages(self) -> dict[str, int]:
        """How many documents there are in each language, by their tags (``pt-BR``)."""


class Reader(Protocol):
    """One state of an index, as `search.ranking` reads it. ``shown`` is what `search.rows` put there, read back."""

    def count(self, query: Query) -> int: ...

    def documents(self, query: Query, limit: int, *, order: str = "") -> list[tuple[float, dict[str, Any]]]:
        """The best (score, shown), or those with most ``order`` (created or votes) first."""

    def passage_keys(self, query: Query, limit: int) -> list[tuple[float, str]]:
        """The best passages as (score, key of the document), best first."""

    def passages(self, query: Query, limit: int) -> list[tuple[float, str, Shown]]:
        """The best passages as (score, key of the document, shown), best first."""

    def held(self, terms: Iterable[tuple[str, str]], among: Query) -> set[tuple[str, str]]:
        """Those of ``terms`` (field, term) that some of the documents ``among`` hold."""

    def values(self, query: Query, names: Iterable[str]) -> tuple[int, dict[str, dict[str, int]]]:
        """How many documents match; and for each field in ``names``, how many of these hold each of its `FACET_VALUES` commonest values."""
