"""Doors that slow down whoever tries too often. The rooms count their own: here stands that each of them does."""

import pytest
from django.core import mail
from django.test import Client

from accounts.actions.make_token import make_token
from qa.actions.ask_question import ask_question
from tests.support.people import PASSWORD

pytestmark = pytest.mark.django_db

SIGN_UP = {"display_name": "Robot", "password1": "lavadora-brisa-9", "language": "en"}


def test_signing_up_is_slowed_down_with_a_page_that_says_what_to_do(client):
    answers = [client.post("/accounts/signup/", SIGN_UP | {"email": f"r{number}@example.test"}) for number in range(21)]

    assert [answer.status_code for answer in answers[-2:]] == [302, 429]
    assert "errors/429.html" in [template.name for template in answers[-1].templates]


def test_asking_for_codes_by_mail_is_slowed_down(person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    person("ana", email="ana@example.test")

    answers = [Client().post("/accounts/login/code/", {"email": "ana@example.test"}) for _browser in range(4)]

    assert answers[-1].context["form"].has_error("email")
    assert len(mail.outbox) == 3


def test_guessing_codes_of_the_second_step_is_slowed_down(client, person):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(person("ana"), generate_totp_secret())
    client.post("/accounts/login/", {"login": "ana", "password": PASSWORD})

    said = [client.post("/accounts/2fa/authenticate/", {"code": "000000"}) for _guess in range(12)]

    assert said[-1].context["form"].errors != said[0].context["form"].errors


@pytest.fixture
def question(person, viewer, monkeypatch):
    monkeypatch.setattr("core.ports.admission._provider", None)
    return ask_question(
        viewer(person()), title="Why does the machine leak at night", body="It leaks below the door.", lang="en", tags=["drum"]
    )


@pytest.fixture
def too_fast(monkeypatch):
    """Everybody has used up every rate."""

    def refuse(*_args):
        return False

    for door in ("core.throttle.allow", "moderation.flag_views.allow", "moderation.api.allow"):
        monkeypatch.setattr(door, refuse)


def test_a_question_that_comes_too_fast_keeps_its_text(client_for, person, too_fast):
    asked = {"title": "Why does the drum knock so loudly", "body": "It knocks at each turn since Monday.", "lang": "en", "tags": "drum"}

    answer = client_for(person()).post("/questions/ask/", asked)

    assert answer.status_code in {422, 429}
    assert "It knocks at each turn since Monday." in answer.content.decode()


@pytest.mark.parametrize(
    "path, body",
    [
        ("questions/", {"title": "Why does the drum knock so loudly", "body": "It knocks at each turn.", "tags": ["drum"], "lang": "en"}),
        ("votes/", {"kind": "qa.question", "id": 0, "value": 1}),
        ("flags/", {"kind": "qa.question", "id": 0, "reason": "spam", "note": ""}),
        ("questions/0/answers/", {"body": "Level the feet of the machine first."}),
        ("cases/", {"subject": "It knocks", "description": "It knocks at each turn.", "product": "", "category": "", "journey": ""}),
    ],
)
def test_the_api_says_when_to_come_back(client, person, question, too_fast, path, body):
    _token, key = make_token(person(), "script", ["read", "write:qa", "write:moderation", "write:crm"])
    body = body | ({"id": question.pk} if "id" in body else {})

    answer = client.post(
        f"/api/v1/{path.replace('0', str(question.pk))}", body, "application/json", headers={"Authorization": f"Bearer {key}"}
    )

    assert answer.status_code == 429, answer.content
    assert int(answer["Retry-After"]) > 0
