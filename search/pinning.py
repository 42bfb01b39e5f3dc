"""Pins of managers as hits, which pass the database's check for the viewer like all others."""

from collections.abc import Container
from dataclasses import replace

from core.content import Document, content
from core.viewer import Viewer
from search.passages import cut_parts
from search.results import Found, Hit, Passage

Pins = tuple[tuple[str, str], ...]  # (key, why)


def with_pins(found: Found, pins: Pins, viewer: Viewer, exclude: Container[str] = ()) -> Found:
    """``found`` with the pinned content first. What it didn't find is read as a document, unless it is not for ``viewer``."""
    if not pins:
        return found
    known = {hit.key: hit for hit in found.hits}
    wanted = [(key, why) for key, why in pins if key not in exclude]
    read = _documents([key for key, _ in wanted if key not in known], viewer)
    best = max((hit.score for hit in found.hits), default=1.0)
    first = {
        key: replace(hit, score=best, factors=(*hit.factors, (why, 1.0)))
        for key, why in wanted
        if (hit := known.get(key) or read.get(key)) is not None
    }
    return replace(found, hits=(*first.values(), *(hit for hit in found.hits if hit.key not in first)))


def without_pins(found: Found, pins: Pins) -> Found:
    """A later page: what the first one showed on top doesn't come again."""
    keys = {key for key, _ in pins}
    return replace(found, hits=tuple(hit for hit in found.hits if hit.key not in keys))


def _documents(keys: list[str], viewer: Viewer) -> dict[str, Hit]:
    ids: dict[str, list[int]] = {}
    for key in keys:
        kind, _, id = key.rpartition(":")
        if kind in content and id.isdecimal():
            ids.setdefault(kind, []).append(int(id))
    documents = [document for kind, some in ids.items() for document in content[kind].documents(some).values()]
    return {document.key: _hit(document) for document in documents if set(document.audiences) & set(viewer.audiences)}


def _hit(document: Document) -> Hit:
    cut = tuple(
        Passage(" ".join(words), part.role, part.ref, part.accepted, 0.0, headings)
        for part, words, headings in cut_parts(document.parts)
        if part.ref
    )
    return Hit(
        key=document.key,
        kind=document.kind,
        id=document.id,
        title=document.title,
        lang=document.lang,
        solved=document.solved,
        revision=document.revision,
        score=0.0,
        passages=cut,
        answer=next((passage for passage in cut if passage.accepted), None),
    )
