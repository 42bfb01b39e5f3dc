"""Keeps the index true to the database: what changed is read again, never what an event remembers of it."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist

from core.content import Document, content
from core.events import relay
from search.engines import engine
from search.engines.protocol import Changes, Engine
from search.kinds import searchable
from search.models import Popularity

BATCH: Final = 250  # documents in one commit

Report = Callable[[int, int, dict[str, Any] | None], None]


def document_key(kind: str, id: int) -> str | None:
    """The key of the document that this content is part of; None when it is gone, of a kind that nobody registers, or in no document."""
    if kind not in content or not content[kind].in_document:
        return None
    try:
        thread_kind, thread_id = content[kind].thread(id)
    except ObjectDoesNotExist:
        return None
    return f"{thread_kind}:{thread_id}"


def imported_keys(kind: str, first: int, last: int) -> Iterator[str]:
    """The documents that the imported rows are part of."""
    if kind not in content:
        return
    if searchable(content[kind]):
        yield from (f"{kind}:{id}" for id in content[kind].ids_between(first, last))
    else:
        yield from dict.fromkeys(key for id in content[kind].ids_between(first, last) if (key := document_key(kind, id)))


def index(keys: Iterable[str]) -> None:
    """Bring these documents up to date, a commit for each `BATCH`.

    Raises:
        EngineBusy: others write for too long; come again.
    """
    rest = iter(dict.fromkeys(keys))
    while some := list(islice(rest, BATCH)):
        engine().update(some, partial(changes_of, some))
        relay.renew()


def changes_of(keys: Iterable[str]) -> Changes:
    """What the database says of ``keys`` now: a document, or that it must go."""
    ids: dict[str, list[int]] = {}
    asked = tuple(keys)
    for key in asked:
        kind, _, id = key.rpartition(":")
        if kind in content:
            ids.setdefault(kind, []).append(int(id))
    documents = {document.key: document for kind, some in ids.items() for document in _documents(kind, some)}
    return Changes(tuple(documents.values()), tuple(key for key in asked if key not in documents))


def rebuild(target: Engine, report: Report, cursor: dict[str, Any] | None = None) -> int:
    """Build a new index of everything and turn to it; returns how many documents it holds.

    ``report(done, total, cursor)`` is called after each batch; called with the last ``cursor``, it goes on behind what survived a crash.

    Raises:
        RebuildRunning: another one is under way.
    """
    build = target.build(cursor["build"] if cursor else None)
    try:
        after = (cursor["kind"], cursor["id"]) if cursor and cursor["build"] == build.name else None
        ids = {kind: array("q", content[kind].all_ids()) for kind in sorted(content.kinds()) if searchable(content[kind])}
        total, done = sum(map(len, ids.values())), 0
        kept = cursor
        report(0, max(total, 1), kept)
        for kind, some in _batches(ids):
            done += len(some)
            if after and (kind, some[-1]) <= after:
                continue
            if build.add(_documents(kind, some)):
                kept = {"build": build.name, "kind": kind, "id": some[-1]}
            report(min(done, total - 1), total, kept)
        build.finish(lambda changed: changes_of(changed))
    finally:
        build.close()
    report(max(total, 1), max(total, 1), None)
    return target.count()


def count_documents() -> int:
    """How many documents the index should hold, without reading their texts where a room can tell."""
    ids = {kind: array("q", content[kind].all_ids()) for kind in content.kinds() if searchable(content[kind])}
    return sum(len(content[kind].document_ids(batch)) for kind, batch in _batches(ids))


def searchable_kind(kind: str) -> bool:
    return kind in content and searchable(content[kind])


def _batches(ids: dict[str, "array[int]"]) -> Iterator[tuple[str, list[int]]]:
    for kind, all_of_kind in ids.items():
        for start in range(0, len(all_of_kind), BATCH):
            yield kind, list(all_of_kind[start : start + BATCH])


def _documents(kind: str, ids: list[int]) -> Iterable[Document]:
    """The documents with how popular each is."""
    found = content[kind].documents(ids).values()
    popular = Popularity.objects.filter(ref_kind=kind, ref_id__in=ids, step__gt=0)
    steps = dict(popular.values_list("ref_id", "step"))
    return [replace(document, popularity=steps[document.id]) if document.id in steps else document for document in found]
