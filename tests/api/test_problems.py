"""Every refusal of the API is a problem of RFC 9457."""

import pytest

from accounts.actions.make_token import make_token

pytestmark = pytest.mark.django_db

PROBLEM = "application/problem+json"


def test_an_unknown_address(client):
    answer = client.get("/api/v1/nothing/here/")

    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
    assert answer.json()["title"] == "Not Found"
    assert answer.json()["instance"] == "/api/v1/nothing/here/"


def test_an_unknown_person(client):
    answer = client.get("/api/v1/people/nobody/")

    assert (answer.status_code, answer["Content-Type"], answer.json()["status"]) == (404, PROBLEM, 404)


def test_a_method_that_is_not_there(client, client_for, person):
    answer = client_for(person()).delete("/api/v1/leaderboard/")

    assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)


def test_a_guest_who_must_sign_in(client):
    answer = client.get("/api/v1/tokens/")

    assert (answer.status_code, answer["Content-Type"], answer["WWW-Authenticate"]) == (401, PROBLEM, "Bearer")


def test_a_bad_token(client):
    answer = client.get("/api/v1/leaderboard/", headers={"Authorization": "Bearer plz_made_up"})

    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)


def test_fields_are_named_one_by_one(client_for, person):
    answer = client_for(person()).post("/api/v1/tokens/", {"name": "", "scopes": ["fly"]}, content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    errors = {error["pointer"]: error for error in answer.json()["errors"]}
    assert errors["#/name"]["code"] == "blank"
    assert errors["#/scopes"]["code"] == "invalid_choice"
    assert all(error["detail"] for error in errors.values())


def test_broken_json(client_for, person):
    answer = client_for(person()).post("/api/v1/tokens/", "{", content_type="application/json")

    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (400, PROBLEM, "parse_error")


def test_a_session_needs_its_csrf_token(client_for, person):
    browser = client_for(person(), enforce_csrf_checks=True)

    answer = browser.post("/api/v1/tokens/", {"name": "x", "scopes": ["read"]}, content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (403, PROBLEM)


@pytest.mark.parametrize("query", ["cursor=abc", "cursor=W10", "limit=0", "limit=101", "limit=²", "limit=-1"])
def test_a_made_up_page(client_for, person, query):
    answer = client_for(person()).get(f"/api/v1/tokens/?{query}")

    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    assert answer.json()["errors"][0]["pointer"] in ("#/cursor", "#/limit")


def test_too_many_requests_say_when_to_come_back(client, monkeypatch):
    monkeypatch.setattr("core.api_access.GuestRate.rate", "2/min", raising=False)

    answers = [client.get("/api/v1/leaderboard/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Content-Type"] == PROBLEM
    assert int(answers[-1]["Retry-After"]) > 0


def test_the_detail_speaks_the_persons_language(client, person):
    _token, key = make_token(person(language="pt"), "script", ["read"])

    answer = client.get("/api/v1/people/nobody/", headers={"Authorization": f"Bearer {key}"})

    assert answer.json()["detail"] != "Not found."
