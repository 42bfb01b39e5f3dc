"""The content registry: act on any content without knowing its room.

A content room registers one adapter per kind (``<app>/content.py``); reactions hold refs (kind, id) and ask here. Loading is
authorising: `Adapter.cards` returns only what the viewer may see.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.text import plain
from core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Card:
    """One piece of content as other rooms show it. ``html`` is sanitised; ``excerpt`` is plain text."""

    kind: str
    id: int
    title: str
    url: str
    excerpt: str
    html: str
    lang: str
    author_id: int | None
    created_at: datetime
    state: str
    solved: bool
    score: int
    revision: int
    tags: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document's plain text: one section of it, where it has headings. ``role``: question, answer or body; ``ref`` names the
    row it came from (``qa.answer:5``).

    ``headings``: those that it stands under, outermost first and never in ``text``; ``anchor``: where its page has the last of them.
    """

    role: str
    text: str
    ref: str = ""
    accepted: bool = False
    headings: tuple[str, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What search knows of one piece of content. ``audiences``: who may find it (`Viewer`); ``revision`` grows with each change.

    ``popularity`` is search's own: a step of the logarithm of how much it is read.
    """

    kind: str
    id: int
    revision: int
    lang: str
    title: str
    parts: tuple[Part, ...]
    tags: tuple[str, ...]
    solved: bool
    score: int
    created_at: datetime
    updated_at: datetime
    audiences: tuple[str, ...]
    popularity: int = 0

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"


class Adapter:
    """What a room offers for one kind of its content. Batches cost the same number of queries for 2 ids as for 50."""

    kind: str = ""
    label: Any = ""
    author: str = "author_id"
    """The column that names who wrote it."""
    in_document: bool = True
    """Whether its text stands in its thread's document. Comments don't: what happens to one changes nothing that search knows."""

    def cards(self, ids: Iterable[int], viewer: Viewer) -> dict[int, Card]:
        """Those of ``ids`` that ``viewer`` may see."""
        raise NotImplementedError

    def card(self, id: int, viewer: Viewer) -> Card | None:
        return self.cards([id], viewer).get(id)

    def documents(self, ids: Iterable[int]) -> dict[int, Document]:
        """What search indexes; an id that is missing must not be (or no longer be) in the index."""
        return {}

    def parts(self, card: Card) -> tuple[Part, ...]:
        """The text of one of our cards as its document has it, cut at its headings."""
        return (Part("body", plain(card.html), card.key),)

    def document_ids(self, ids: Iterable[int]) -> Collection[int]:
        """Those of ``ids`` that have a document. A room that can tell without reading their texts does so, by the same filter."""
        return self.documents(ids).keys()

    def rows(self) -> QuerySet[Any]:
        """All rows of this kind, whoever may see them."""
        raise NotImplementedError

    def all_ids(self) -> Iterator[int]:
        """Every id there is, ascending, without loading them at once."""
        return self.rows().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000)

    def ids_between(self, first: int, last: int) -> Iterator[int]:
        """Ids from ``first`` to ``last``, both included."""
        return self.rows().filter(pk__gte=first, pk__lte=last).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000)

    def author_id(self, id: int) -> int | None:
        return self.rows().filter(pk=id).values_list(self.author, flat=True).first()

    def url(self, id: int) -> str:
        raise NotImplementedError

    def thread(self, id: int) -> tuple[str, int]:
        """The ref of the thread that this content belongs to (itself, when it is one)."""
        return self.kind, id

    def parent(self, id: int) -> tuple[str, int] | None:
        """The ref of what this content directly answers (a comment's answer, an answer's question); None for a thread itself."""
        thread = self.thread(id)
        return None if thread == (self.kind, id) else thread

    def followers(self, id: int, after: int, limit: int) -> list[int]:
        """People who follow this thread: at most ``limit`` ids greater than ``after``, ascending."""
        return []

    def hide(self, id: int, by: Viewer, reason: str) -> None:
        raise NotImplementedError

    def restore(self, id: int, by: Viewer) -> None:
        raise NotImplementedError

    def approve(self, id: int, by: Viewer) -> None:
        """Publish what admission held."""
        raise NotImplementedError

    def hold(self, id: int, by: Viewer) -> None:
        """Make it wait for a moderator again: an approval, or the refusal of held content, was undone."""
        raise NotImplementedError


class UnknownKind(LookupError):
    """No room registered this kind."""


class Registry:
    def __init__(self) -> None:
        self._adapters: dict[str, Adapter] = {}

    def register(self, adapter: Adapter) -> None:
        self._adapters[adapter.kind] = adapter

    def __getitem__(self, kind: str) -> Adapter:
        try:
            return self._adapters[kind]
        except KeyError:
            raise UnknownKind(kind) from None

    def __contains__(self, kind: str) -> bool:
        return kind in self._adapters

    def kinds(self) -> tuple[str, ...]:
        return tuple(self._adapters)

    def cards(self, refs: Iterable[tuple[str, int]], viewer: Viewer) -> dict[tuple[str, int], Card]:
        """Cards for refs of any kinds; refs that are unknown or not for ``viewer`` are absent. The cost grows with kinds, not refs."""
        by_kind: dict[str, list[int]] = {}
        for kind, id in refs:
            by_kind.setdefault(kind, []).append(id)
        return {(kind, id): card for kind, ids in by_kind.items() if kind in self for id, card in self[kind].cards(ids, viewer).items()}


content = Registry()
