"""Contests as people and managers use them, without JavaScript."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gamification.contests.actions.edit import write_terms
from gamification.contests.actions.enter import accept_terms
from gamification.models import Acceptance, Contest, ContestVote, Entry, Move

pytestmark = pytest.mark.django_db

ENGLISH = {"Accept-Language": "en"}


def text(answer):
    return answer.content.decode()


def test_accept_publish_enter_and_vote(client_for, contest, recipe, person, viewer, deliver_all):
    running, ana, berta = contest(), person(), person()
    browser = client_for(ana, headers=ENGLISH)
    early = recipe(ana)

    browser.post("/contests/recipes/accept/", {"version": "1"})
    assert not Acceptance.objects.exists()
    browser.post("/contests/recipes/accept/", {"version": "1", "accept": "yes"})
    page = text(browser.get("/contests/recipes/"))
    assert "You could enter" in page and early.title in page

    answer = browser.post("/contests/recipes/enter/", {"kind": "qa.question", "id": early.pk}, follow=True)
    assert "It has entered" in text(answer)
    entry = Entry.objects.get()

    Contest.objects.filter(pk=running.pk).update(state="voting")
    other = client_for(berta, headers=ENGLISH)
    assert "Vote for" in text(other.get("/contests/recipes/"))
    other.post(f"/contests/recipes/entries/{entry.pk}/vote/", {"value": "1"})
    assert ContestVote.objects.get().person == berta
    assert 'aria-pressed="true"' in text(other.get("/contests/recipes/"))

    swapped = other.post(f"/contests/recipes/entries/{entry.pk}/vote/", {"value": "0", "title": "x"}, headers={"HX-Request": "true"})
    assert 'aria-pressed="false"' in text(swapped)
    assert not ContestVote.objects.exists()


def test_a_refusal_is_shown_with_its_reason(client_for, contest, recipe, person, viewer):
    running, ana = contest(), person()
    accept_terms(running, viewer(ana), 1, "en")
    other = recipe(ana, tags=("drum",))

    answer = client_for(ana, headers=ENGLISH).post("/contests/recipes/enter/", {"kind": "qa.question", "id": other.pk}, follow=True)

    assert text(answer).count("carry the tag") == 2  # said at once, and kept on the page


def test_votes_are_not_told_before_the_results(client, contest, entry, person, viewer):
    from gamification.contests.actions.vote import vote

    running = contest("voting")
    for _ in range(3):
        made = entry(running)
    vote(made, viewer(person()))

    assert "1 vote" not in text(client.get("/contests/recipes/", headers=ENGLISH))

    Contest.objects.update(state="closed")
    assert "1 vote" in text(client.get("/contests/recipes/", headers=ENGLISH))


def test_a_winner_is_shown_once(client, contest, entry, person, viewer):
    from gamification.contests.actions.move import move_due
    from gamification.contests.actions.vote import vote

    running = contest("voting", winners=1)
    first, other = entry(running), entry(running)
    vote(first, viewer(person()))
    move_due(running.closes_at)

    page = client.get("/contests/recipes/", headers=ENGLISH)

    assert [row.entry.pk for row in page.context["page"].winners] == [first.pk]
    assert [row.entry.pk for row in page.context["page"].rows] == [other.pk]
    assert "1 more entry" in text(page)


@pytest.mark.parametrize("path", ["accept/", "enter/", "entries/{}/vote/", "entries/{}/withdraw/"])
def test_guests_sign_in_first(client, contest, entry, path):
    made = entry(contest())

    answer = client.post(f"/contests/recipes/{path.format(made.pk)}", {"version": 1, "kind": "qa.question", "id": made.object_id})

    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("query", ["?page=0", "?page=9", "?page=x", "?sort=odd", "?sort=place"])
def test_made_up_addresses_are_not_found(client, contest, query):
    contest()

    assert client.get(f"/contests/recipes/{query}").status_code == 404


def test_a_draft_is_not_found_but_for_managers(client_for, client, contest, person, manager):
    from accounts.models import User

    contest("draft")

    assert client.get("/contests/recipes/").status_code == 404
    assert client_for(person(roles=("moderator",))).get("/contests/recipes/").status_code == 404
    assert client_for(User.objects.get(pk=manager.user_id)).get("/contests/recipes/").status_code == 200


MANAGERS = ["", "new/", "recipes/", "recipes/edit/", "recipes/terms/", "recipes/next-state/", "recipes/times/", "recipes/cancel/"]


@pytest.mark.parametrize("path", MANAGERS)
def test_managers_pages_are_theirs_alone(client, client_for, contest, person, manager, path):
    from accounts.models import User

    contest()
    address = f"/contests/manage/{path}"

    assert client.get(address).status_code == 302
    assert client_for(person()).get(address).status_code == 404
    assert client_for(person(roles=("moderator",))).get(address).status_code == 404
    assert client_for(User.objects.get(pk=manager.user_id)).get(address).status_code == 200


def test_a_manager_makes_writes_terms_announces_postpones_and_cancels(client_for, person):
    browser = client_for(person(roles=("manager",)), headers=ENGLISH)
    facts = {"slug": "fotos", "tag": "Fotos", "method": "votes", "enters": "threads", "winners": 1, "zone": "America/Bogota"}
    facts |= {"entries_each": 1, "votes_each": 3, "min_trust": 0, "min_rank": 0, "name_es": "Fotos", "lead_es": "Una foto."}
    times = {
        "opens_at": "2040-03-01T09:00",
        "voting_at": "2040-03-05T09:00",
        "judging_at": "2040-03-09T09:00",
        "closes_at": "2040-03-10T09:00",
    }

    wrong = browser.post("/contests/manage/new/", facts | times | {"voting_at": "2040-03-20T09:00"})
    assert wrong.status_code == 422
    assert browser.post("/contests/manage/new/", facts | times)["Location"] == "/contests/manage/fotos/"
    made = Contest.objects.get(slug="fotos")
    assert (made.tag, made.opens_at.isoformat(), made.state) == ("fotos", "2040-03-01T14:00:00+00:00", "draft")

    early = browser.post("/contests/manage/fotos/next-state/", {"seen": "draft", "reason": "Go"})
    assert early.status_code == 422
    browser.post("/contests/manage/fotos/terms/", {"es": "# Bases"})
    browser.post("/contests/manage/fotos/next-state/", {"seen": "draft", "reason": "Go"})
    made.refresh_from_db()
    assert made.state == "announced"

    browser.post("/contests/manage/fotos/times/", times | {"opens_at": "2040-03-02T09:00", "reason": "Rain"})
    assert Move.objects.filter(reason="Rain").exists()
    browser.post("/contests/manage/fotos/cancel/", {"reason": "The prize is broken"})
    assert "The prize is broken" in text(browser.get("/contests/fotos/"))


def test_terms_by_version(client, contest, manager):
    running = contest()
    write_terms(running, manager, {"en": "Be kinder."})

    assert "kinder" in text(client.get("/contests/recipes/terms/"))
    assert "kinder" not in text(client.get("/contests/recipes/terms/1/"))
    assert client.get("/contests/recipes/terms/9/").status_code == 404


@pytest.mark.parametrize("path", ["/contests/recipes/", "/contests/manage/recipes/", "/api/v1/contests/recipes/"])
def test_a_contest_costs_the_same_for_2_and_for_20_entries(client_for, contest, entry, manager, path):
    from accounts.models import User

    running = contest("voting")
    browser = client_for(User.objects.get(pk=manager.user_id))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        return len(queries)

    for _ in range(2):
        entry(running)
    cost()
    few = cost()
    for _ in range(18):
        entry(running)

    assert cost() == few


@pytest.mark.parametrize("path", ["/contests/", "/api/v1/contests/?limit=50"])
def test_the_list_costs_the_same_for_2_and_for_50(client, contest, path):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    for number in range(2):
        contest(slug=f"c{number}")
    cost()
    few = cost()
    for number in range(2, 50):
        contest(slug=f"c{number}")

    assert cost() == few


def test_the_api_enters_and_votes(client_for, contest, recipe, person):
    running, ana, berta = contest(), person(), person()
    question = recipe(ana)
    browser = client_for(ana)

    refused = browser.post("/api/v1/contests/recipes/entries/", {"kind": "qa.question", "id": question.pk}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "terms")
    given = {"kind": "qa.question", "id": question.pk, "accept_terms": 1}
    entered = browser.post("/api/v1/contests/recipes/entries/", given, "application/json")
    assert entered.status_code == 201

    Contest.objects.filter(pk=running.pk).update(state="voting")
    own = browser.post("/api/v1/contests/recipes/votes/", {"entry": entered.json()["id"], "value": 1}, "application/json")
    assert (own.status_code, own.json()["code"]) == (409, "own")
    cast = client_for(berta).post("/api/v1/contests/recipes/votes/", {"entry": entered.json()["id"], "value": 1}, "application/json")
    assert cast.json() == {"votes_left": 2}
    assert client_for(berta).get("/api/v1/contests/recipes/").json()["votes_left"] == 2
