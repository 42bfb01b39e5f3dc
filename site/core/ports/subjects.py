"""The subjects port: what a notification may be about besides content (a case, a badge, a contest), as one line with an address.

The room that owns a kind provides it; its cost must not grow with the number of ids. What ``viewer`` may not know of is absent.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog

from core.viewer import Viewer

log = structlog.get_logger(__name__)

Ref = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Subject:
    """``owner_id``: whose it is; ``author_id``: who did it; ``thread``: what it belongs to; ``shown_as``: content that says the same;
    ``links``: what it lists, as (title, address)."""

    kind: str
    id: int
    title: str
    url: str
    text: str = ""
    owner_id: int | None = None
    author_id: int | None = None
    thread: Ref | None = None
    shown_as: Ref | None = None
    links: tuple[tuple[str, str], ...] = ()


Find = Callable[[list[int], Viewer], dict[int, Subject]]
_providers: dict[str, Find] = {}


def provide(kind: str, find: Find) -> None:
    _providers[kind] = find


def known(kind: str) -> bool:
    return kind in _providers


def subjects(refs: Iterable[Ref], viewer: Viewer) -> dict[Ref, Subject]:
    """Those of ``refs`` that ``viewer`` may know of. A room that fails leaves its own out."""
    by_kind: dict[str, list[int]] = {}
    for kind, id in refs:
        by_kind.setdefault(kind, []).append(id)
    found: dict[Ref, Subject] = {}
    for kind, ids in by_kind.items():
        try:
            found |= {(kind, id): subject for id, subject in _providers[kind](ids, viewer).items()} if kind in _providers else {}
        except Exception:
            log.exception("subjects failed", kind=kind)
    return found
