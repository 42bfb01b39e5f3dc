"""What every engine must do: each test here runs on all of them. A new engine is done when it is in `ENGINES` and this folder is green.

On Elasticsearch (`PLAZA_TEST_ELASTICSEARCH`, or a server that the session starts) the tests share their indices, emptied for each; those
of a module with ``EXACT`` get new ones.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from core.content import Document
from search import engines
from search.engines.protocol import Changes, Engine
from search.engines.tantivy import TantivyEngine
from search.request import SearchRequest

ENGINES = ("tantivy", "elasticsearch")


@pytest.fixture(scope="session")
def shared_elasticsearch(elasticsearch_url: str) -> Iterator[Any]:
    from tests.support import elasticsearch

    engine = elasticsearch.engine(elasticsearch_url, f"conform-{uuid4().hex[:8]}")
    yield engine
    engine.drop()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """An engine with an empty index, ready."""
    if request.param == "tantivy":
        made: Engine = TantivyEngine(tmp_path / "index")
        build = made.build()
        build.add([])
        build.finish(lambda keys: Changes())
        return made
    from tests.support import elasticsearch

    shared = request.getfixturevalue("shared_elasticsearch")
    elasticsearch.empty(shared, exact=getattr(request.module, "EXACT", False))
    return shared


@pytest.fixture
def unbuilt(request: pytest.FixtureRequest, engine: Engine) -> Engine:
    """An engine without any index."""
    engine.drop()
    return engine


@pytest.fixture
def index(engine: Engine) -> Callable[..., None]:
    """``index(document(1, "title"), …)``: the index holds these."""

    def fill(*documents: Document) -> None:
        engine.update([document.key for document in documents], lambda: Changes(documents))

    return fill


@pytest.fixture
def ids(engine: Engine) -> Callable[..., list[int]]:
    """``ids("text", limit=3)``: the ids of what is found, best first."""
    return lambda text, **options: [hit.id for hit in engine.search(SearchRequest(text=text, **options)).hits]


@pytest.fixture
def site(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The site's own engine is this one."""
    monkeypatch.setitem(engines._engines, (settings.SEARCH_ENGINE, Path(settings.SEARCH_INDEX)), engine)
    return engine
