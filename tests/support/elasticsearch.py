"""Engines on a real Elasticsearch, for tests."""

from pathlib import Path
from typing import Any

from django.conf import settings

from search import engines
from search.engines import elasticsearch_server
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch_index import PARTS
from search.engines.elasticsearch_server import Server
from search.engines.protocol import Changes
from search.engines.standin import Standin
from search.results import Readiness

SECONDS = 30.0  # for one request: this server shares its machine with the tests


def engine(url: str, prefix: str, **options: Any) -> ElasticsearchEngine:
    return ElasticsearchEngine(Server([url], **{"seconds": SECONDS} | options), prefix, Standin())


def put_behind(url: str, engine: ElasticsearchEngine, monkeypatch: Any) -> ElasticsearchEngine:
    """The site's engine from now on: what ``engine`` holds, through the server at ``url``; one that failed is tried again at once."""
    monkeypatch.setattr(elasticsearch_server, "WRITE_ATTEMPTS", 2)
    through = ElasticsearchEngine(Server([url], seconds=SECONDS, rest=0.0), engine.indices.prefix, Standin())
    monkeypatch.setitem(engines._engines, (settings.SEARCH_ENGINE, Path(settings.SEARCH_INDEX)), through)
    return through


def empty(engine: ElasticsearchEngine, *, exact: bool) -> None:
    """Leave nothing in the index, and no remembered version. ``exact``: frequencies forget what was deleted as well, at the price of new
    indices: the server keeps deleted rows in its statistics for a while.
    """
    if exact or engine.readiness() is not Readiness.READY:
        build = engine.build()
        build.finish(lambda keys: Changes())
        build.close()
    names = [engine.indices.alias(part) for part in PARTS]
    write = engine.indices.server.write
    if engine.indices.state().current not in _forgetful:
        write(lambda client: client.indices.put_settings(index=names, settings={"gc_deletes": "0s"}))
        _forgetful.add(engine.indices.state().current)
    write(lambda client: client.delete_by_query(index=names, query={"match_all": {}}, conflicts="proceed", refresh=True))
    engine.indices.refresh(*names)
    engine._forget()


_forgetful: set[str] = set()
