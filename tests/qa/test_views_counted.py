"""Who reads a question is noted apart from the request: for a guest with their journey alone, for a person if they consented."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.give_consent import give_consent
from core import interactions
from core.models import Interaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(settings: Any, question: Any) -> Callable[..., list[tuple]]:
    """``read(browser, "?journey=abc")``: the page is read, and what was noted of it."""
    settings.INTERACTION_WRITER = False

    def call(browser: Any, query: str = "", method: str = "get") -> list[tuple]:
        getattr(browser, method)(question.get_absolute_url() + query)
        interactions.flush()
        return list(Interaction.objects.values_list("kind", "journey", "person", "ref_kind", "ref_id", "surface"))

    return call


def test_a_guests_view_belongs_to_their_journey_alone(client, question, read):
    assert read(client, "?journey=abc") == [("view", "abc", None, "qa.question", question.pk, "question")]


def test_a_view_is_a_persons_once_they_consented(client_for, person, question, read):
    reader = person()
    assert [row[2] for row in read(client_for(reader))] == [None]

    give_consent(reader, "analytics", how="page")
    assert [row[2] for row in read(client_for(reader))] == [None, reader.pk]


def test_the_request_itself_writes_nothing(client, question, settings):
    settings.INTERACTION_WRITER = False

    with CaptureQueriesContext(connection) as queries:
        client.get(question.get_absolute_url())

    assert len(interactions._buffer) == 1
    assert not [query["sql"] for query in queries if query["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]


def test_what_is_no_reading_is_not_counted(client, client_for, ask, admission, person, question, read):
    assert read(client, method="head") == []

    client.get(f"/questions/{question.pk}/other-words/")
    client.get(f"/questions/{question.pk}/-/versions/")
    admission("hold")
    client_for(person()).get(ask().get_absolute_url())
    assert interactions.flush() == 0
