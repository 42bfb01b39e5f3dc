"""A POST with an `Idempotency-Key` is done once, and its repeats get the first answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ApiToken, IdempotentResponse
from accounts.periodic import forget_old_idempotency_keys
from qa import limits

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def ana(person):
    return person()


@pytest.fixture
def post(client_for, ana):
    browser = client_for(ana)

    def send(key="k1", name="script", browser=browser, **headers):
        body = {"name": name, "scopes": ["read"]}
        return browser.post("/api/v1/tokens/", body, content_type="application/json", headers={"Idempotency-Key": key, **headers})

    return send


def test_a_repeat_does_nothing_and_answers_the_same(post):
    first, again = post(), post()

    assert ApiToken.objects.count() == 1
    assert (again.status_code, again.json()) == (201, first.json() | {"key": ""})
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first


def test_a_secret_is_said_once_and_stored_nowhere(post):
    key = post().json()["key"]

    assert key not in str(IdempotentResponse.objects.values().get())


def test_another_key_is_another_request(post):
    post("k1")
    post("k2")

    assert ApiToken.objects.count() == 2


def test_a_refusal_is_repeated_too(post):
    first, again = post(name=""), post(name="")

    assert (again.status_code, again.json(), again["Content-Type"]) == (400, first.json(), "application/problem+json")


def test_one_key_for_two_requests_is_refused(post):
    post(name="one")

    assert post(name="two").status_code == 422


def test_a_repeat_while_the_first_is_running_waits(post, ana):
    post("k1")
    IdempotentResponse.objects.update(status=None)

    assert post("k1").status_code == 409


def test_keys_belong_to_a_person(post, client_for, person):
    post("k1")

    assert post("k1", browser=client_for(person())).status_code == 201
    assert ApiToken.objects.count() == 2


def test_a_server_error_forgets_the_key(post, monkeypatch):
    def fail(*args):
        raise RuntimeError("broken")

    with monkeypatch.context() as broken:
        broken.setattr("accounts.api.make_token", fail)
        with pytest.raises(RuntimeError, match="broken"):
            post("k1")

    assert post("k1").status_code == 201


def test_who_was_too_fast_may_try_again_with_the_same_key(client_for, ana, monkeypatch):
    monkeypatch.setitem(limits.RATES, "ask", "0/h")
    asked = {"title": "The drum does not turn any more", "body": "x"}

    def ask():
        return client_for(ana).post("/api/v1/questions/", asked, content_type="application/json", headers={"Idempotency-Key": "k1"})

    assert ask().status_code == 429
    monkeypatch.setitem(limits.RATES, "ask", "1/h")
    assert ask().status_code == 201


def test_keys_are_forgotten_after_a_day(post):
    post("old")
    IdempotentResponse.objects.update(at=timezone.now() - timedelta(days=2))
    post("new")

    forget_old_idempotency_keys()

    assert list(IdempotentResponse.objects.values_list("key", flat=True)) == ["new"]


def test_an_endless_key_is_refused(post):
    assert post("k" * 201).status_code == 400
