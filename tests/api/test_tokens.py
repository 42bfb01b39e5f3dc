"""Who a token is, and what it may do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.anonymise_person import anonymise_person
from accounts.actions.make_token import make_token
from accounts.models import ApiToken

pytestmark = pytest.mark.django_db


@pytest.fixture
def bearer(person):
    """``bearer("read", of=ana)``: the headers of a new token."""

    def make(*scopes, of=None):
        _token, key = make_token(of or person(), "script", scopes)
        return {"Authorization": f"Bearer {key}"}

    return make


def test_a_token_is_made_shown_once_listed_and_revoked(client, bearer, person):
    ana = person()
    headers = bearer("admin", "read", of=ana)

    made = client.post("/api/v1/tokens/", {"name": "nightly", "scopes": ["read"]}, content_type="application/json", headers=headers)
    assert made.status_code == 201
    assert made.json()["key"].startswith("plz_")

    listed = client.get("/api/v1/tokens/", headers=headers).json()["results"]
    assert [token["name"] for token in listed] == ["nightly", "script"]
    assert not any("key" in token for token in listed)

    assert client.delete(f"/api/v1/tokens/{made.json()['id']}/", headers=headers).status_code == 204
    assert ApiToken.objects.filter(person=ana).count() == 1


def test_a_token_never_gives_more_than_it_has(client, bearer):
    answer = client.post(
        "/api/v1/tokens/", {"name": "more", "scopes": ["write:qa"]}, content_type="application/json", headers=bearer("admin")
    )

    assert answer.status_code == 400


def test_another_persons_token_is_not_there(client, bearer, person):
    other, _key = make_token(person(), "hers", ["read"])

    assert client.delete(f"/api/v1/tokens/{other.pk}/", headers=bearer("admin")).status_code == 404


@pytest.mark.parametrize("scopes, status", [(["read"], 403), (["write:qa"], 403), (["admin"], 200)])
def test_a_scope_opens_what_it_names(client, bearer, scopes, status):
    assert client.get("/api/v1/tokens/", headers=bearer(*scopes)).status_code == status


def test_reading_needs_the_scope_to_read(client, bearer):
    assert client.get("/api/v1/leaderboard/", headers=bearer("read")).status_code == 200
    assert client.get("/api/v1/leaderboard/", headers=bearer("admin")).status_code == 403


def test_a_token_wins_over_the_session_it_travels_with(client_for, bearer, person):
    ana, berta = person(username="ana"), person(username="berta")

    answer = client_for(ana).get("/api/v1/tokens/", headers=bearer("admin", of=berta))

    assert ApiToken.objects.get(pk=answer.json()["results"][0]["id"]).person == berta


def test_the_last_use_is_noted_once_in_a_while(client, bearer):
    headers = bearer("read")
    client.get("/api/v1/leaderboard/", headers=headers)
    first = ApiToken.objects.get().last_used
    client.get("/api/v1/leaderboard/", headers=headers)
    assert ApiToken.objects.get().last_used == first

    ApiToken.objects.update(last_used=timezone.now() - timedelta(hours=1))
    client.get("/api/v1/leaderboard/", headers=headers)

    assert ApiToken.objects.get().last_used > timezone.now() - timedelta(minutes=1)


def test_who_left_has_no_token(client, bearer, person):
    ana = person()
    headers = bearer("read", of=ana)
    anonymise_person(ana)

    assert client.get("/api/v1/leaderboard/", headers=headers).status_code == 401


@pytest.mark.parametrize("count", [2, 50])
def test_the_list_costs_the_same_for_2_and_for_50(client_for, person, count, django_assert_num_queries):
    ana = person()
    for number in range(count):
        make_token(ana, f"token {number}", ["read"])
    browser = client_for(ana)
    browser.get("/api/v1/tokens/")

    with django_assert_num_queries(4):
        assert len(browser.get("/api/v1/tokens/?limit=100").json()["results"]) == count


def test_pages_follow_each_other_by_cursor(client_for, person):
    ana = person()
    for number in range(5):
        make_token(ana, f"token {number}", ["read"])
    browser, url, seen = client_for(ana), "/api/v1/tokens/?limit=2", []
    while url:
        page = browser.get(url).json()
        seen += [token["name"] for token in page["results"]]
        url = page["next"]

    assert seen == ["token 4", "token 3", "token 2", "token 1", "token 0"]
