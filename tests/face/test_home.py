from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qa.actions.accept_answer import accept_answer
from qa.actions.ask_question import ask_question
from qa.actions.post_answer import post_answer
from qa.models import Question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_held(monkeypatch):
    from core.ports import admission

    monkeypatch.setattr(admission, "_provider", None)


@pytest.fixture
def ask(person, viewer):
    def make(title, *, lang="es", solved=False):
        asker = viewer(person())
        question = ask_question(asker, title=title, body="Desde el lunes.", lang=lang)
        if solved:
            accept_answer(post_answer(question, viewer(person()), "Limpia el filtro."), asker)
        return question

    return make


def page(client):
    return client.get("/").content.decode()


def test_an_empty_site_still_says_what_to_do(client):
    drawn = page(client)

    assert "/questions/ask/" in drawn
    assert 'id="q"' in drawn


def test_open_questions_come_in_the_readers_language_first(client, ask):
    ask("El tambor no gira nada")
    ask("The drum does not turn", lang="en")

    assert "El tambor no gira" in page(client)
    assert "The drum" not in page(client)
    assert "The drum" in client.get("/", headers={"Accept-Language": "en"}).content.decode()


def test_other_languages_stand_in_where_there_is_nothing(client, ask):
    ask("The drum does not turn", lang="en")

    assert "The drum does not turn" in page(client)


def test_solved_this_week_names_who_solved_it(client, ask):
    question = ask("El tambor no gira nada", solved=True)
    question.refresh_from_db()

    drawn = page(client)

    assert question.accepted.author.name in drawn
    assert "Resueltas esta semana" in drawn


def test_what_was_solved_long_ago_is_not_called_this_week(client, ask):
    question = ask("El tambor no gira nada", solved=True)
    Question.objects.filter(pk=question.pk).update(accepted_at=timezone.now() - timedelta(days=30))

    assert "Resueltas hace poco" in page(client)


def test_held_questions_are_not_on_it(client, ask):
    Question.objects.filter(pk=ask("El tambor no gira nada").pk).update(visibility="pending")

    assert "El tambor" not in page(client)


def test_costs_the_same_however_much_there_is(client, ask):
    for number in range(2):
        ask(f"El tambor no gira nada {number}")
        ask(f"La bomba hace ruido {number}", solved=True)
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    for number in range(25):
        ask(f"El horno no calienta {number}")
        ask(f"La puerta no cierra {number}", solved=True)

    with CaptureQueriesContext(connection) as many:
        page(client)

    assert len(many) == len(few) <= 28
