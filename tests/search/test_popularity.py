"""What is read and what helps stands a little higher; what is old a little lower; each says so."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core import interactions
from core.viewer import GUEST
from qa.models import Question
from search.engines import engine
from search.indexing import index
from search.learned.freshness import FADING, freshness
from search.learned.popularity import measure
from search.models import Popularity
from search.request import SearchRequest
from search.selectors import search

pytestmark = pytest.mark.django_db(transaction=True)

YEAR = 365 * 24 * 3600


@pytest.fixture
def pair(ask, deliver_all):
    made = [ask("La lavadora hace ruido", "Suena al centrifugar") for _ in range(2)]
    deliver_all()
    ids = order()
    return sorted(made, key=lambda question: ids.index(question.pk))


def order():
    return [row.card.id for row in search(SearchRequest(text="lavadora ruido", prefer="es"), GUEST).rows]


def factors(question):
    hits = engine().search(SearchRequest(text="lavadora ruido", prefer="es")).hits
    return dict(next(hit.factors for hit in hits if hit.id == question.pk))


def read(question, times, *, address=""):
    for number in range(times):
        Client(REMOTE_ADDR=address or f"203.0.113.{number + 1}").get(question.get_absolute_url())
    interactions.flush()


def test_what_many_read_stands_higher_and_fades(pair, client):
    read(pair[1], 7)
    assert measure() == 1

    assert order()[0] == pair[1].pk
    assert factors(pair[1])["popular"] == pytest.approx(1.06)
    assert measure() == 0
    [found, _] = client.get("/api/v1/search/", {"q": "lavadora ruido"}).json()["results"]
    assert "popular" in found["why"]

    with time_machine.travel(timezone.now() + timedelta(days=95)):
        assert measure() == 1
    assert factors(pair[1])["popular"] == pytest.approx(1.04)


def test_one_reader_is_one_however_often(pair):
    read(pair[1], 20, address="198.51.100.9")
    measure()

    assert Popularity.objects.get(ref_id=pair[1].pk).score == 1


def test_it_is_in_a_new_index_too(pair):
    from search import indexing

    read(pair[1], 7)
    measure()
    indexing.rebuild(engine(), lambda *told: None)

    assert factors(pair[1])["popular"] == pytest.approx(1.06)


def test_what_is_old_stands_lower_and_says_so(pair):
    Question.objects.filter(pk=pair[0].pk).update(created_at=timezone.now() - timedelta(days=1460))
    index([f"qa.question:{pair[0].pk}"])

    assert order()[0] == pair[1].pk
    assert factors(pair[0])["fresh"] == pytest.approx(freshness("qa.question", 4 * YEAR), abs=0.001)
    [row] = [row for row in search(SearchRequest(text="lavadora ruido", prefer="es"), GUEST).rows if row.card.id == pair[0].pk]
    assert any(code.startswith("fresh:0.9") for code in row.why)


def test_news_fade_sooner_than_guides_and_nothing_fades_away():
    assert freshness("blog.post", YEAR) < freshness("qa.question", YEAR) < freshness("kb.article", YEAR) < 1
    assert all(fading.least <= freshness(kind, 50 * YEAR) < fading.least + 0.01 for kind, fading in FADING.items())
    assert freshness("qa.question", -5) == 1
