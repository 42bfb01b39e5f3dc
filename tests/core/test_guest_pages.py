"""Guests' pages come from a cache, and never show what is no longer so."""

import re
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import interactions
from core.models import Interaction
from qa.actions.edit import edit_question
from qa.actions.hide import hide
from qa.actions.post_answer import post_answer
from qa.actions.vote import vote
from qa.models import Answer
from tests.support.people import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("pages_are_kept")]

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def asked(viewer):
    from qa.actions.ask_question import ask_question

    return ask_question(viewer(make("ana"), trust=4), title="The drum stands still", body="It hums.", lang="en", tags=["drum"])


@contextmanager
def queries():
    with CaptureQueriesContext(
        connection,
    ) as captured:
        yield captured


def read(address, client=None):
    response = (client or Client()).get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_second_guest_costs_no_query(asked):
    for address in (asked.get_absolute_url(), "/questions/", "/questions/tagged/drum/"):
        first = read(address)
        with queries() as captured:
            second = read(address)
        assert len(captured) == 0, address
        assert TOKEN.sub("", first) == TOKEN.sub("", second)


def test_each_guest_posts_with_a_token_of_their_own(asked):
    read(asked.get_absolute_url())
    guest = Client(enforce_csrf_checks=True)
    token = TOKEN.search(read(asked.get_absolute_url(), guest))[1]
    assert token != TOKEN.search(read(asked.get_absolute_url()))[1]

    assert guest.post("/appearance/theme/", {"theme": "dark", "csrfmiddlewaretoken": token}).status_code == 302


def test_what_happens_is_seen_at_once(asked, viewer):
    helper = viewer(make("berta"), trust=4)
    page = asked.get_absolute_url()
    assert "Clean the filter" not in read(page)
    assert "0 answers" in read("/questions/?lang=en") or "Sin respuesta" in read("/questions/?lang=en")
    before = read("/questions/")

    answer = post_answer(asked, helper, "Clean the filter.")
    assert "Clean the filter" in read(page)
    assert read("/questions/") != before

    vote(asked, helper, 1)
    edit_question(asked, viewer(asked.author, trust=4), title="The drum stands still now", body="It hums.", tags=["drum"])
    asked.refresh_from_db()
    assert Client().get(page).status_code == 301
    assert "stands still now" in read(asked.get_absolute_url())
    assert "stands still now" in read("/questions/")

    hide("qa.answer", answer.pk, helper)
    assert "Clean the filter" not in read(asked.get_absolute_url())
    hide("qa.question", asked.pk, helper)
    assert Client().get(asked.get_absolute_url()).status_code == 410
    assert "stands still now" not in read("/questions/")


def test_a_reading_from_the_cache_counts_as_a_view(asked):
    for _reader in range(3):
        read(asked.get_absolute_url())
    interactions.flush()

    assert Interaction.objects.filter(kind="view", ref_id=asked.pk).count() == 3


def test_languages_themes_and_journeys_are_kept_apart(asked):
    page = asked.get_absolute_url()
    spanish, english = (read(page, Client(headers={"Accept-Language": code})) for code in ("es", "en"))
    assert 'lang="es"' in spanish and 'lang="en"' in english
    dark = Client()
    dark.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in read(page, dark) and 'data-theme="dark"' not in read(page)
    assert "mine-1" in read(f"{page}?journey=mine-1") and "mine-1" not in read(f"{page}?journey=mine-2")


def test_people_are_never_served_from_it(asked, client_for):
    read(asked.get_absolute_url())
    author = client_for(asked.author)

    assert "/people/ana/" in read(asked.get_absolute_url(), author)
    assert read("/questions/", author) != read("/questions/")


def test_a_dead_cache_costs_time_alone(asked, viewer, settings):
    settings.CACHES = settings.CACHES | {
        "pages": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    }

    assert "The drum stands still" in read(asked.get_absolute_url())
    post_answer(asked, viewer(make("berta"), trust=4), "Clean the filter.")
    assert "Clean the filter" in read(asked.get_absolute_url())
    assert Answer.objects.count() == 1
