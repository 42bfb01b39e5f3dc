"""Search learns from what people choose and say, through the pages that they use; nobody alone changes anything."""

import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from core import interactions
from core.consistency import registered
from core.models import Interaction
from core.viewer import GUEST
from crm_sync.periodic import follow_journeys
from search.explaining import sentences
from search.learned import learning
from search.learned.signals import keys, learned
from search.models import Judgement, Learned, LearningState
from search.request import SearchRequest
from search.selectors import search, suggest

pytestmark = pytest.mark.django_db(transaction=True)

NOON = "2026-10-05T12:00:00Z"


class Visitors:
    """People at their browsers, each on a visit and, unless told otherwise, in a network of their own."""

    def __init__(self, travel):
        self.travel = travel
        self.count = 0

    def choose(self, question, text, *, times=1, address="", agent="Mozilla/5.0 Firefox/128.0", says=None):
        """``times`` visitors search, open what they found, and ``says`` whether it answered."""
        for _ in range(times):
            self.count += 1
            token = f"visit-{self.count:06}"
            browser = Client(REMOTE_ADDR=address or f"203.0.113.{self.count % 250}", headers={"User-Agent": agent})
            assert browser.get("/search/", {"q": text, "journey": token}).status_code == 200
            interactions.flush()
            if question is None:
                continue
            browser.get(question.get_absolute_url(), {"journey": token})
            interactions.flush()
            if says is not None:
                told = {"kind": "qa.question", "id": question.pk, "answered": says}
                answer = browser.post(f"/api/v1/journeys/{token}/", told, content_type="application/json")
                assert answer.status_code == 202

    def wait(self, **span):
        self.travel.shift(timedelta(**span))

    def learn(self):
        self.wait(minutes=5)
        return learning.learn()


@pytest.fixture
def visitors(deliver_all):
    with time_machine.travel(NOON, tick=False) as travel:
        yield Visitors(travel)


@pytest.fixture
def pair(visitors, ask, deliver_all):
    """Two questions that search finds alike; the second stands behind the first."""
    made = [ask("La lavadora hace ruido", "Suena al centrifugar", answers=("Revisa las patas.",)) for _ in range(2)]
    deliver_all()
    ids = [row.card.id for row in search(SearchRequest(text="lavadora ruido", prefer="es"), GUEST).rows]
    return sorted(made, key=lambda question: ids.index(question.pk))


def order(text="lavadora ruido"):
    return [row.card.id for row in search(SearchRequest(text=text, prefer="es"), GUEST).rows]


def factors(text="lavadora ruido", lang="es"):
    return {boost.value: boost.by for boost in learned(text, lang)}


def test_what_others_chose_comes_first_and_says_why(visitors, pair, client):
    first, second = pair
    assert order() == [first.pk, second.pk]

    visitors.choose(second, "lavadora ruido", times=4)
    visitors.learn()

    assert order() == [second.pk, first.pk]
    found = client.get("/api/v1/search/", {"q": "lavadora ruido"}).json()["results"][0]
    assert "clicks" in found["why"]
    [by] = factors().values()
    with translation.override("en"):
        assert sentences([f"clicks:{by:.2f}"]) == [
            f"Others who searched for this chose it more often than its place explains (+{by - 1:.0%}).".replace("%", " %")
        ]
    assert suggest("lavadora ruido", GUEST)[0].id == second.pk


def test_it_holds_for_the_same_words_in_another_order_and_for_most_of_them(visitors, pair):
    visitors.choose(pair[1], "lavadora ruido", times=4)
    visitors.learn()

    key = f"qa.question:{pair[1].pk}"
    assert factors("el RUIDO de la lavadóra") == factors("lavadora ruido")
    assert 1 < factors("ruido lavadora fuerte")[key] < factors()[key]
    assert factors("lavadora") == {}
    assert factors("lavadora ruido", "pt") == {}


def test_two_visitors_are_not_enough_and_one_who_returns_is_one(visitors, pair):
    visitors.choose(pair[1], "lavadora ruido")
    visitors.choose(pair[1], "lavadora ruido", times=20, address="198.51.100.9")
    visitors.choose(pair[1], "ruido de lavadora", times=5, address="198.51.100.9")
    visitors.learn()

    assert Learned.objects.get(key=keys("lavadora ruido", "es").whole, ref_id=pair[1].pk).voters == 2
    assert factors() == {}


def test_neighbours_programs_and_crowds_change_little(visitors, pair):
    visitors.choose(pair[1], "lavadora ruido", times=10, address="8.8.8.1")
    visitors.choose(pair[1], "lavadora ruido", times=10, agent="Mozilla/5.0 (compatible; Googlebot/2.1)")
    visitors.learn()
    assert factors() == {}

    visitors.choose(pair[1], "lavadora ruido", times=40)
    lesson = visitors.learn()

    row = Learned.objects.get(key=keys("lavadora ruido", "es").whole, ref_id=pair[1].pk)
    assert (row.voters, row.ignored) == (5, 36)
    assert lesson.ignored == 36


def test_solved_counts_more_than_opened_and_not_solved_less(visitors, pair, deliver_all):
    first, second = pair
    visitors.choose(first, "lavadora ruido", times=4, says=False)
    visitors.choose(second, "lavadora ruido", times=4, says=True)
    deliver_all()
    visitors.learn()
    by_solved = factors()

    Judgement.objects.all().delete()
    visitors.learn()
    by_clicks = factors()

    good, bad = f"qa.question:{second.pk}", f"qa.question:{first.pk}"
    assert by_solved[good] > by_clicks[good] > 1
    assert by_solved[bad] < 1
    assert all(0.8 <= by <= 1.6 for by in by_solved.values())


def test_the_last_word_of_a_visitor_counts(visitors, pair, deliver_all):
    visitors.choose(pair[1], "lavadora ruido", says=True, address="198.51.100.9")
    visitors.choose(pair[1], "lavadora ruido", says=False, address="198.51.100.9")
    deliver_all()
    visitors.learn()

    row = Learned.objects.get(key=keys("lavadora ruido", "es").whole, ref_id=pair[1].pk)
    assert (row.voters, row.clicks) == (1, 0)


def test_it_fades(visitors, pair):
    visitors.choose(pair[1], "lavadora ruido", times=5)
    visitors.learn()
    fresh = Learned.objects.get(key=keys("lavadora ruido", "es").whole, ref_id=pair[1].pk)

    visitors.wait(days=learning.HALF_LIFE)
    visitors.learn()

    faded = Learned.objects.get(pk=fresh.pk)
    assert faded.clicks == pytest.approx(fresh.clicks / 2, abs=0.001)
    assert 1 < faded.factor < fresh.factor
    visitors.wait(days=300)
    visitors.learn()
    assert not Learned.objects.exists()


def test_the_same_is_learned_again_after_visits_were_forgotten(visitors, pair, deliver_all):
    visitors.choose(pair[1], "lavadora ruido", times=4, says=True)
    deliver_all()
    visitors.learn()
    before = list(Learned.objects.order_by("key", "ref_id").values_list("key", "ref_id", "clicks", "expected", "factor"))

    visitors.wait(minutes=40)
    follow_journeys()

    assert not Interaction.objects.exclude(journey="").exists()
    assert list(registered["search.learned"].find()) == []
    Learned.objects.all().delete()
    assert list(registered["search.learned"].find()) != []
    visitors.learn()
    assert list(Learned.objects.order_by("key", "ref_id").values_list("key", "ref_id", "clicks", "expected", "factor")) == before


def test_it_is_learned_by_the_clock_when_there_is_news(visitors, pair):
    from search.periodic import learn_from_clicks

    visitors.choose(pair[1], "lavadora ruido", times=4)
    visitors.wait(minutes=5)
    learn_from_clicks()
    assert factors()
    state = LearningState.now()
    visitors.wait(minutes=5)
    learn_from_clicks()

    assert LearningState.now().learned_at == state.learned_at


@pytest.mark.parametrize("how", ["setting", "manager"])
def test_it_can_be_switched_off_at_once(visitors, pair, how, settings):
    visitors.choose(pair[1], "lavadora ruido", times=4)
    visitors.learn()

    if how == "setting":
        settings.SEARCH_LEARNING = False
    else:
        LearningState.switch(False, None)

    assert factors() == {}
    assert order() == [question.pk for question in pair]


def test_it_costs_one_query_for_any_text(visitors, pair, django_assert_num_queries):
    with django_assert_num_queries(1):
        learned("lavadora ruido", "es")
    with django_assert_num_queries(1):
        learned(" ".join(f"palabra{number}" for number in range(12)), "es")
    with django_assert_num_queries(0):
        for text in ("de la", "", "palabra " * 1000):
            learned(text, "es")


def test_a_replay_says_what_it_would_have_brought(visitors, pair, deliver_all):
    visitors.choose(pair[1], "lavadora ruido", times=6, says=True)
    visitors.wait(days=10)
    visitors.choose(pair[1], "ruido lavadora", times=3, says=True)
    deliver_all()
    visitors.wait(minutes=5)
    out = StringIO()

    call_command("replay_clicks", "--days", "5", stdout=out)

    assert "3 chosen" in out.getvalue()
    assert "0.500" in out.getvalue()
    assert "1.000" in out.getvalue()


def test_a_manager_reads_what_was_learned_and_switches_it(visitors, pair, person, client_for):
    visitors.choose(pair[1], "lavadora ruido", times=4)
    visitors.learn()
    browser = client_for(person(roles=("manager",), language="en"))

    page = browser.get("/search/manage/learning/").content.decode()
    assert "La lavadora hace ruido" in page
    assert "Switch it off" in page
    browser.post("/search/manage/learning/switch/", {"on": "0"})
    assert factors() == {}
    assert "Switch it on" in browser.get("/search/manage/learning/").content.decode()
    browser.post("/search/manage/learning/switch/", {"on": "1"})
    assert factors() != {}
    assert client_for(person(roles=("agent",))).post("/search/manage/learning/switch/", {"on": "0"}).status_code == 404


@pytest.mark.parametrize("language, shown", [("es", ("0.8", "1.6")), ("pt", ("0,8", "1,6"))])
def test_numbers_are_written_as_everywhere_on_the_site(person, client_for, language, shown):
    page = client_for(person(roles=("manager",), language=language)).get("/search/manage/learning/").text

    assert all(re.search(rf"\b{re.escape(factor)}\b", page) for factor in shown)
