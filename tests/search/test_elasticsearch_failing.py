"""A server that answers by halves: it refuses searches, or changes, or some of them; is slow; isn't Elasticsearch; lost an index."""

import time
from uuid import uuid4

import pytest

from core.models import Delivery
from core.viewer import GUEST
from search import indexing, periodic
from search.changes import CONSUMER
from search.engines.elasticsearch_index import PARTS
from search.engines.protocol import Changes, EngineBusy, Unavailable
from search.request import SearchRequest
from search.results import Readiness
from search.selectors import search
from tests.support import elasticsearch
from tests.support.documents import document
from tests.support.faulty import Faulty, refusal

pytestmark = pytest.mark.django_db(transaction=True)

BOMBA = SearchRequest(text="bomba", facets=True)


@pytest.fixture
def faulty(elasticsearch_url):
    server = Faulty(elasticsearch_url)
    yield server
    server.close()


@pytest.fixture
def engine(elasticsearch_url):
    engine = elasticsearch.engine(elasticsearch_url, f"half-{uuid4().hex[:8]}")
    yield engine
    engine.drop()


@pytest.fixture
def site(faulty, engine, monkeypatch):
    return elasticsearch.put_behind(faulty.url, engine, monkeypatch)


def put(engine, names, **options):
    engine.indices.server.write(lambda client: client.indices.put_settings(index=names, settings=options))


def readable(value):
    return {"index.blocks.read_only_allow_delete": value}


HALVES = {
    **{str(status): refusal(status) for status in (400, 401, 403, 408, 409, 413, 429, 500, 502, 503, 504, 507)},
    "a redirection": (302, "text/plain", b""),
    "somebody else's page": (200, "text/html", b"<html>Sign in to the Wi-Fi</html>"),
    "half an answer": (200, "application/vnd.elasticsearch+json;compatible-with=8", b'{"hits":{"hits":['),
}


def test_whatever_the_server_says_pages_answer(site, faulty, ask, client):
    """Only searches fail: the server still tells which indices it has, and readiness isn't taken in by that."""
    ask("La bomba gotea")
    indexing.rebuild(site, lambda done, total, cursor: None)

    for what, half in HALVES.items():
        faulty.answer = lambda method, path, half=half: half if "_search" in path or "_termvectors" in path else None
        page = client.get("/search/", {"q": "bomba"}, headers={"Accept-Language": "en"})
        api = client.get("/api/v1/search/", {"q": "bomba"}).json()
        ready = client.get("/readyz").json()
        faulty.answer = lambda method, path: None
        back = client.get("/api/v1/search/", {"q": "bomba"}).json()

        assert "only the newest content" in page.content.decode(), what
        assert (api["index"], api["count"]) == ("fallback", 1), what
        assert (ready["status"], ready["checks"]["search"]["index"]) == ("late", "fallback"), what
        assert (back["index"], back["count"]) == ("ready", 1), what


def test_a_question_that_the_server_does_not_take_leaves_others_alone(site, faulty, ask, client):
    ask("La bomba gotea")
    indexing.rebuild(site, lambda done, total, cursor: None)
    faulty.answer = lambda method, path: refusal(400) if "_search" in path else None
    for _ in range(10):
        client.get("/search/", {"q": "bomba"})

    faulty.answer = lambda method, path: None
    assert client.get("/api/v1/search/", {"q": "bomba"}).json()["index"] == "ready"


def test_a_full_disk_refuses_changes_and_nobody_who_searches(site, engine, ask, deliver_all):
    ask("La bomba gotea")
    indexing.rebuild(site, lambda done, total, cursor: None)
    Delivery.objects.all().delete()
    names = [*map(engine.indices.alias, PARTS), engine.indices._state_index]
    put(engine, names, **readable(True))
    ask("La bomba zumba")

    for _ in range(3):
        Delivery.objects.update(due_at=Delivery.objects.latest("pk").event.at)
        deliver_all(may_fail=True)
        during = search(BOMBA, GUEST)
        assert (during.readiness, during.total) == (Readiness.READY, 1)
    waiting = Delivery.objects.get(consumer=CONSUMER, done_at=None)
    put(engine, names, **readable(None))
    periodic.catch_up()
    deliver_all()

    assert waiting.last_error.startswith(Unavailable.__name__)
    assert search(BOMBA, GUEST).total == 2


def test_what_one_index_refuses_is_made_as_soon_as_it_takes_it(site, engine, ask, deliver_all):
    """Also what the relay had given up."""
    indexing.rebuild(site, lambda done, total, cursor: None)
    put(engine, engine.indices.alias("documents"), **readable(True))
    question = ask("La bomba gotea")
    deliver_all(may_fail=True)
    Delivery.objects.filter(consumer=CONSUMER, done_at=None).update(dead_at=question.created_at)
    put(engine, engine.indices.alias("documents"), **readable(None))

    periodic.catch_up()
    deliver_all()

    assert search(BOMBA, GUEST).total == 1


def test_a_slow_server_keeps_nobody_waiting_for_each_of_its_answers(site, faulty, ask, engine):
    ask("La bomba gotea")
    indexing.rebuild(engine, lambda done, total, cursor: None)
    slow = elasticsearch.engine(faulty.url, engine.indices.prefix, seconds=0.5)
    asked = []

    def late(method, path):
        asked.append(path)
        time.sleep(0.4)

    faulty.answer = late
    found = slow.search(BOMBA)

    assert found.readiness is Readiness.FALLBACK
    assert len(asked) <= 4


@pytest.mark.parametrize("part", PARTS)
def test_half_an_index_is_no_index_and_stands_in_nobodys_way(engine, part):
    engine.update(["qa.question:1"], lambda: Changes((document(1, "bomba"),)))
    build = engine.build()
    build.add([document(1, "bomba")])
    build.finish(lambda keys: Changes())
    engine.indices.server.write(lambda client: client.indices.delete(index=engine.indices._index(part, engine.indices.state().current)))

    lost = engine.readiness()
    engine.update(["qa.question:2"], lambda: Changes((document(2, "bomba"),)))
    partly = engine.search(BOMBA)

    assert lost is Readiness.MISSING
    assert (partly.readiness, partly.total) == (Readiness.PARTIAL, 1)


def test_who_begins_an_index_while_another_is_turned_to_spoils_nothing(engine, monkeypatch):
    build = engine.build()
    build.add([document(1, "bomba")])
    create = engine.indices._create

    def slowly(name, options):
        if name.endswith("partial") and "documents" in name:
            build.finish(lambda keys: Changes())
        create(name, options)

    monkeypatch.setattr(engine.indices, "_create", slowly)
    engine.update(["qa.question:2"], lambda: Changes((document(2, "bomba"),)))

    found = engine.search(BOMBA)
    assert (found.readiness, found.total, engine.count()) == (Readiness.READY, 2, 2)
    assert engine.indices.state().stray == ()


def test_a_change_that_the_server_does_not_take_is_no_reason_to_leave_it_alone(engine, faulty):
    through = elasticsearch.engine(faulty.url, engine.indices.prefix)
    through.update(["qa.question:1"], lambda: Changes((document(1, "bomba"),)))
    faulty.answer = lambda method, path: refusal(413) if "_bulk" in path else None
    for _ in range(5):
        with pytest.raises(EngineBusy, match="413"):
            through.update(["qa.question:2"], lambda: Changes((document(2, "bomba"),)))
    faulty.answer = lambda method, path: None
    through.update(["qa.question:2"], lambda: Changes((document(2, "bomba"),)))

    assert through.search(BOMBA).total == 2
