"""How rows get onto the server so that, whoever writes at the same time, the newest state of a document is what stays.

A row's external version is its document's own revision and, below it, the time at which its writer began, before it read the database. The
server keeps the higher one: an older state never wins, and a change that raises no revision (who may read a forum) lands all the same.
What is gone leaves a row that nothing finds, as of the last revision there can be, so that nobody who read it before brings it back.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from elasticsearch import Elasticsearch

from search.engines.elasticsearch_index import PARTS, Indices
from search.engines.elasticsearch_server import Server
from search.rows import DocumentRow, PassageRow

CLOCK_BITS: Final = 40
LAST_REVISION: Final = 2**23 - 1  # with the clock it fills the 63 bits of a version
CONFLICT: Final = 409
GONE: Final = 404


class TargetGone(LookupError):
    """An alias vanished while rows were written to it: a rebuild ended, or the index was dropped."""


def version_of(revision: int, at: int) -> int:
    return min(revision, LAST_REVISION) << CLOCK_BITS | at


def time_of(version: int) -> int:
    return version & (1 << CLOCK_BITS) - 1


def write(indices: Indices, rows: Iterable[DocumentRow], gone: Iterable[str], at: int, *, building: bool, fresh: bool = False) -> None:
    """Bring documents, each with its passages, to the state that was read by somebody who began at ``at``.

    Passages go first: who then wins with the document takes out those of earlier states, who loses takes out its own. ``fresh``: there are
    no earlier states.

    Raises:
        TargetGone: begin again with the aliases that there are now.
    """
    documents, passages = (indices.alias(part, building=building) for part in PARTS)
    states: dict[str, tuple[int, DocumentRow | None]] = {row.key: (version_of(row.revision, at), row) for row in rows}
    states |= {key: (version_of(LAST_REVISION, at), None) for key in gone}
    while states:
        lost = _put(indices.server, documents, passages, states)
        stale = [_passages_of(key, {"lt": version}) for key, (version, _) in states.items() if key not in lost and not fresh]
        own = [_passages_of(key, {"gte": states[key][0], "lte": states[key][0]}) for key in lost]
        if not fresh or lost:
            indices.refresh(documents, passages)
            _take_out(indices.server, passages, stale + own)
        states = _later(indices.server, documents, {key: states[key][1] for key in lost}, at) if lost else {}


def _put(server: Server, documents: str, passages: str, states: dict[str, tuple[int, DocumentRow | None]]) -> set[str]:
    """Write all; returns the keys of documents of which the server has a higher version."""
    cut = (_passage(row, place, version) for version, row in states.values() if row for place in range(len(row.passages)))
    _lost(server.bulk(passages, cut))
    return _lost(server.bulk(documents, (_document(key, row, version) for key, (version, row) in states.items())))


def _lost(results: Iterator[tuple[int, str]]) -> set[str]:
    lost = set()
    for status, id in results:
        if status == GONE:
            raise TargetGone(id)
        if status == CONFLICT:
            lost.add(id)
    return lost


def _later(server: Server, documents: str, lost: dict[str, DocumentRow | None], at: int) -> dict[str, tuple[int, DocumentRow | None]]:
    """Those that lost although their reader is the later one: the document came back, or its revision is lower than it was."""
    there = server.read(lambda client: _versions(client, documents, lost))
    kept = {key: there.get(key, version_of(LAST_REVISION, 0)) for key in lost}  # what somebody deleted by hand is remembered for a while
    return {key: (version_of(version >> CLOCK_BITS, at), lost[key]) for key, version in kept.items() if time_of(version) < at}


def _versions(client: Elasticsearch, documents: str, keys: Iterable[str]) -> dict[str, int]:
    found = client.mget(index=documents, ids=sorted(keys), source=False)
    return {row["_id"]: row["_version"] for row in found["docs"] if row.get("found")}


def _passages_of(key: str, versions: dict[str, int]) -> dict[str, Any]:
    return {"bool": {"filter": [{"term": {"key": key}}, {"range": {"version": versions}}]}}


def _take_out(server: Server, passages: str, wanted: list[dict[str, Any]]) -> None:
    if wanted:
        query = {"bool": {"should": wanted, "minimum_should_match": 1}}
        server.write(lambda client: client.delete_by_query(index=passages, query=query, conflicts="proceed", refresh=True))


def _document(key: str, row: DocumentRow | None, version: int) -> dict[str, Any]:
    if row is None:
        return _action(key, version, {"key": key, "version": version})
    texts = {"title": row.title, "body": row.body, "codes": row.codes, "words": list(dict.fromkeys(row.body.split()))}
    facts = {"created": row.created, "votes": row.votes, "shown": row.shown}
    return _action(key, version, {**_common(row, version), **texts, **facts})


def _passage(row: DocumentRow, place: int, version: int) -> dict[str, Any]:
    passage: PassageRow = row.passages[place]
    source = {**_common(row, version), "text": passage.text, "codes": passage.codes, "shown": passage.shown}
    return _action(f"{row.key}#{place}", version, source)


def _common(row: DocumentRow, version: int) -> dict[str, Any]:
    return {"key": row.key, "version": version, **{name: list(values) for name, values in row.filters.items()}}


def _action(id: str, version: int, source: dict[str, Any]) -> dict[str, Any]:
    return {"_id": id, "version": version, "version_type": "external_gte", "_source": source}
