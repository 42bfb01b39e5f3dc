import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.utils import translation

from config import errors

pytestmark = pytest.mark.django_db


def drawn(view, language, *args):
    request = RequestFactory().get("/x/")
    with translation.override(language):
        return view(request, *args)


@pytest.mark.parametrize("language", ["es", "pt", "en"])
@pytest.mark.parametrize(
    "view, status",
    [
        (errors.bad_request, 400),
        (errors.permission_denied, 403),
        (errors.not_found, 404),
        (errors.gone, 410),
        (errors.too_many, 429),
        (errors.server_error, 500),
        (errors.csrf_failure, 403),
    ],
)
def test_says_what_to_do_next(view, status, language):
    answer = drawn(view, language)

    assert answer.status_code == status
    assert "<h1>" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_refusal_tells_its_reason_escaped():
    answer = drawn(errors.permission_denied, "en", PermissionDenied("only <b>moderators</b>"))

    assert "only &lt;b&gt;moderators&lt;/b&gt;" in answer.content.decode()


def test_the_last_page_needs_neither_database_nor_session(django_assert_num_queries):
    with django_assert_num_queries(0):
        drawn(errors.server_error, "es")


def test_an_unknown_address_offers_search_and_asking(client):
    page = client.get("/nothing/").content.decode()

    assert 'action="/search/"' in page
    assert "/questions/ask/" in page


def test_what_was_taken_down_says_so_and_offers_search_asking_and_support(client, person, viewer):
    from core.viewer import HOUSE
    from qa.actions.ask_question import ask_question
    from qa.actions.hide import hide

    question = ask_question(viewer(person(), trust=4), title="The drum stands still", body="It hums.", lang="en", tags=["drum"])
    hide("qa.question", question.pk, HOUSE)

    answer = client.get(question.get_absolute_url(), headers={"Accept-Language": "en"})

    assert answer.status_code == 410
    page = answer.content.decode()
    assert "This was removed" in page
    assert "It hums" not in page
    assert '<meta name="robots" content="noindex">' in page
    for way_on in ('action="/search/"', 'href="/questions/ask/"', 'href="/support/"'):
        assert way_on in page


def test_a_request_for_another_host_is_refused_with_a_page(client):
    answer = client.get("/questions/", headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert "<h1>" in answer.content.decode()


def test_a_form_without_its_token_says_what_happened():
    answer = Client(enforce_csrf_checks=True).post("/appearance/theme/", {"theme": "dark"})

    assert answer.status_code == 403
    assert "La página estuvo abierta demasiado tiempo" in answer.content.decode()


def test_a_page_that_breaks_answers_in_the_readers_language(client, monkeypatch):
    monkeypatch.setattr("config.home.open_questions", lambda language: 1 / 0)
    client.raise_request_exception = False

    answer = client.get("/", headers={"Accept-Language": "pt"})

    assert answer.status_code == 500
    assert "Algo falhou do nosso lado" in answer.content.decode()
