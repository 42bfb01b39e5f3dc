"""What is the embedded engine's own; what every engine must do is in conformance/."""

import pytest

from search.engines.protocol import Changes
from search.engines.tantivy import TantivyEngine
from search.request import SearchRequest
from tests.support.documents import document


@pytest.fixture
def engine(tmp_path):
    return TantivyEngine(tmp_path / "index")


def fill(engine, *documents):
    build = engine.build()
    build.add(documents)
    build.finish(lambda keys: Changes())


def test_another_process_sees_a_change_at_once(engine):
    """Two engines on one folder know nothing of each other but the files."""
    other = TantivyEngine(engine.generations.folder)
    engine.update(["qa.question:1"], lambda: Changes((document(1, "bomba"),)))
    before = other.search(SearchRequest(text="bomba")).total
    engine.update(["qa.question:1"], lambda: Changes((document(1, "filtro"),)))

    assert (before, other.search(SearchRequest(text="bomba")).total, other.search(SearchRequest(text="filtro")).total) == (1, 0, 1)


def test_a_build_is_told_what_changed_meanwhile(engine):
    fill(engine, document(1, "vieja"))
    build = engine.build()
    engine.update(["qa.question:1", "qa.question:2"], lambda: Changes((document(1, "nueva"), document(2, "nueva"))))
    asked = []

    build.finish(lambda keys: asked.extend(keys) or Changes())

    assert asked == ["qa.question:1", "qa.question:2"]


def test_old_generations_are_removed(engine):
    fill(engine, document(1, "bomba"))
    fill(engine, document(1, "bomba"))

    assert len([path for path in engine.generations.folder.iterdir() if path.is_dir()]) == 1
