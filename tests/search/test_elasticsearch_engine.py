"""What is Elasticsearch's own: its server goes away and comes back, what it holds, who builds. The rest is in conformance/."""

from uuid import uuid4

import pytest

from core.content import content
from core.models import Delivery
from core.viewer import GUEST, HOUSE
from search import engines, indexing, periodic
from search.changes import CONSUMER
from search.engines import elasticsearch_index
from search.engines.elasticsearch_server import FAILURES, READ_ATTEMPTS, Server
from search.engines.elasticsearch_writing import CLOCK_BITS
from search.engines.protocol import Changes, EngineBusy, Unavailable
from search.request import SearchRequest
from search.results import Readiness
from search.selectors import search
from tests.support import elasticsearch
from tests.support.documents import document
from tests.support.proxy import Proxy


@pytest.fixture
def proxy(elasticsearch_url):
    proxy = Proxy(elasticsearch_url)
    yield proxy
    proxy.close()


@pytest.fixture
def engine(elasticsearch_url):
    engine = elasticsearch.engine(elasticsearch_url, f"own-{uuid4().hex[:8]}")
    yield engine
    engine.drop()


@pytest.fixture
def site(proxy, engine, monkeypatch):
    return elasticsearch.put_behind(proxy.url, engine, monkeypatch)


def titles(text):
    return {row.card.title for row in search(SearchRequest(text=text), GUEST).rows}


@pytest.mark.django_db(transaction=True)
def test_the_site_answers_while_the_server_is_away_and_catches_up_afterwards(site, proxy, ask, client, deliver_all):
    ask("La bomba gotea")
    hidden = ask("La bomba secreta")
    indexing.rebuild(site, lambda done, total, cursor: None)
    before = titles("bombas")

    proxy.close()
    page = client.get("/search/", {"q": "bombas"}, headers={"Accept-Language": "en"})
    api = client.get("/api/v1/search/", {"q": "bombas"}).json()
    ready = client.get("/readyz")
    ask("Otra bomba más")
    content["qa.question"].hide(hidden.pk, HOUSE, "spam")
    deliver_all(may_fail=True)
    waiting = Delivery.objects.filter(consumer=CONSUMER, done_at=None)
    refused = set(waiting.values_list("last_error", flat=True))
    away = search(SearchRequest(text="bombas", facets=True), GUEST)
    periodic.catch_up()
    still = waiting.filter(due_at__lte=waiting.latest("due_at").event.at).count()

    proxy.open()
    periodic.catch_up()
    deliver_all()

    assert before == {"La bomba gotea", "La bomba secreta"}
    assert page.status_code == 200
    assert "La <mark>bomba</mark> gotea" in page.content.decode()
    assert "only the newest content" in page.content.decode()
    assert (api["index"], api["count"]) == ("fallback", 2)
    assert (ready.status_code, ready.json()["status"], ready.json()["checks"]["search"]["index"]) == (200, "late", "fallback")
    assert {error.partition(":")[0] for error in refused} == {Unavailable.__name__}
    assert ({row.card.title for row in away.rows}, away.total, away.facets["kind"]) == ({"La bomba gotea"}, 1, {"qa.question": 1})
    assert still == 0
    assert not waiting.exists()
    assert titles("bombas") == {"La bomba gotea", "Otra bomba más"}
    assert site.readiness() is Readiness.READY


@pytest.mark.django_db(transaction=True)
def test_changes_given_up_while_the_server_was_away_are_made_too(site, proxy, ask, deliver_all):
    indexing.rebuild(site, lambda done, total, cursor: None)
    proxy.close()
    question = ask("La bomba gotea")
    deliver_all(may_fail=True)
    Delivery.objects.filter(consumer=CONSUMER, done_at=None).update(dead_at=question.created_at)

    proxy.open()
    periodic.catch_up()
    deliver_all()

    assert titles("bombas") == {"La bomba gotea"}


@pytest.mark.django_db(transaction=True)
def test_a_server_that_says_nothing_keeps_nobody_waiting(proxy, ask, monkeypatch, engine):
    ask("La bomba gotea")
    proxy.hang()
    slow = elasticsearch.engine(proxy.url, engine.indices.prefix, seconds=0.2)

    found = slow.search(SearchRequest(text="bombas"))

    assert (found.readiness, found.total) == (Readiness.FALLBACK, 1)
    assert slow.readiness() is Readiness.FALLBACK


@pytest.mark.django_db(transaction=True)
def test_an_index_deleted_on_the_server_is_built_again(site, ask, deliver_all):
    ask("La bomba gotea")
    indexing.rebuild(site, lambda done, total, cursor: None)
    deliver_all()
    site.drop()

    missing = search(SearchRequest(text="bomba"), GUEST).readiness
    periodic.build_missing_index()
    deliver_all()

    assert missing is Readiness.MISSING
    assert titles("bomba") == {"La bomba gotea"}
    assert site.readiness() is Readiness.READY


def test_a_failing_server_is_left_alone():
    server = Server(["http://127.0.0.1:9"], seconds=1)
    asked = []

    for _ in range(10):
        with pytest.raises(Unavailable):
            server.read(lambda client: asked.append(1) or client.info())

    assert len(asked) <= FAILURES * READ_ATTEMPTS


def test_a_rows_version_is_its_documents_own_revision(engine):
    engine.update(["qa.question:1"], lambda: Changes((document(1, "bomba", "es", "texto", revision=7),)))

    for part, id in (("documents", "qa.question:1"), ("passages", "qa.question:1#0")):
        name = engine.indices.alias(part)
        row = engine.indices.server.read(lambda client, name=name, id=id: client.get(index=name, id=id))
        assert row["_version"] >> CLOCK_BITS == 7


def test_a_builder_that_died_keeps_others_away_for_a_while_only(engine, monkeypatch):
    died = engine.build()
    died.add([document(1, "bomba")])
    monkeypatch.setattr(elasticsearch_index, "LEASE", 0)
    died._renew()

    with pytest.raises(EngineBusy, match="another"):
        engine.build()
        died.add([document(2, "bomba")])


def test_old_generations_go_and_those_of_other_sites_stay(engine, elasticsearch_url):
    other = elasticsearch.engine(elasticsearch_url, f"{engine.indices.prefix}-other")
    other.update(["qa.question:1"], lambda: Changes((document(1, "bomba"),)))

    for _ in range(2):
        build = engine.build()
        build.add([document(1, "bomba")])
        build.finish(lambda keys: Changes())

    assert len(engine.indices._all()) == 2
    assert (engine.count(), other.count()) == (1, 1)
    engine.drop()
    assert (engine.readiness(), other.count()) == (Readiness.MISSING, 1)
    other.drop()


def test_settings_name_the_server_and_how_to_sign_in(settings, elasticsearch_url, tmp_path):
    settings.ELASTICSEARCH = {"urls": [elasticsearch_url], "prefix": "named", "seconds": 30.0, "options": {"basic_auth": ("plaza", "x")}}

    engine = engines.engine("elasticsearch", tmp_path / "Some Where")

    assert engine.indices.prefix == "named-some-where"
    assert int(engine.version().partition(".")[0]) >= 8
    assert engine.readiness() is Readiness.MISSING


def test_deploy_checks_say_what_is_wrong(settings, elasticsearch_url):
    from search.checks import elasticsearch_is_fit, engine_is_known

    def said():
        return {message.id for message in (*engine_is_known(), *elasticsearch_is_fit())}

    sound = {"urls": [elasticsearch_url], "prefix": "checked", "seconds": 30.0, "options": {}}
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH = "elasticsearch", sound
    engines._engines.clear()
    well = said()
    settings.ELASTICSEARCH = sound | {"urls": ["http://127.0.0.1:9"], "options": {"api_key": "x"}}
    engines._engines.clear()
    away = said()
    settings.SEARCH_ENGINE = "sphinx"
    engines._engines.clear()

    assert (well, away, said()) == (set(), {"search.W001", "search.W002"}, {"search.E001"})
