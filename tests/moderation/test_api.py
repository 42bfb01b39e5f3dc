import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from moderation.actions.claim import claim
from moderation.actions.decide import decide
from moderation.actions.raise_flag import raise_flag
from moderation.models import Flag, ReviewItem
from qa.models import Question

pytestmark = pytest.mark.django_db

ITEMS = "/api/v1/moderation/items/"


@pytest.fixture
def api(client_for, moderator):
    """A moderator's browser that talks JSON: ``api.post(path, body)``."""
    return client_for(User.objects.get(pk=moderator.user_id))


def post(browser, path, body=None):
    return browser.post(path, body or {}, content_type="application/json")


def test_list_has_what_the_contract_says(api, question, card, person, viewer):
    reporter = person(username="noemi")
    raise_flag(card(question), viewer(reporter, trust=2), "spam", note="An ad")

    (item,) = api.get(ITEMS).json()["results"]

    assert {name: item[name] for name in ("kind", "object_id", "state", "score", "claimed_by", "version")} == {
        "kind": "qa.question",
        "object_id": question.pk,
        "state": "pending",
        "score": 3,
        "claimed_by": None,
        "version": 1,
    }
    assert [(piece["reporter"], piece["note"], piece["weight"]) for piece in item["evidence"]] == [("noemi", "An ad", 3)]


def test_list_is_paged_by_cursor_and_filtered_by_state(api, held, moderator):
    items = [held(title=f"Item number {n}") for n in range(3)]
    decide(items[0].pk, moderator, "approved", version=1)

    first = api.get(f"{ITEMS}?limit=1").json()
    second = api.get(first["next"]).json()

    assert {first["results"][0]["id"], second["results"][0]["id"]} == {items[1].pk, items[2].pk}
    assert [item["id"] for item in api.get(f"{ITEMS}?state=approved").json()["results"]] == [items[0].pk]
    assert api.get(f"{ITEMS}?state=nonsense").status_code == 400


def test_claim_approve_undo(api, held, moderator):
    item = held()

    claimed = post(api, f"{ITEMS}{item.pk}/claim/").json()
    assert claimed["claimed_by"] == moderator.user_id
    approved = post(api, f"{ITEMS}{item.pk}/approve/", {"version": claimed["version"]}).json()
    assert (approved["state"], Question.objects.get().visibility) == ("approved", "public")
    undone = post(api, f"{ITEMS}{item.pk}/undo/", {"version": approved["version"]}).json()
    assert (undone["state"], Question.objects.get().visibility) == ("pending", "pending")
    assert api.get(f"{ITEMS}{item.pk}/").json()["version"] == undone["version"]


def test_claim_is_released(api, held):
    item = held()
    post(api, f"{ITEMS}{item.pk}/claim/")

    assert api.delete(f"{ITEMS}{item.pk}/claim/").json()["claimed_by"] is None


def test_reject_needs_a_reason(api, held):
    item = held()

    assert post(api, f"{ITEMS}{item.pk}/reject/", {"version": 1}).status_code == 400
    rejected = post(api, f"{ITEMS}{item.pk}/reject/", {"version": 1, "reason": "spam", "message": "No ads."})

    assert (rejected.json()["state"], rejected.json()["message"]) == ("rejected", "No ads.")


def test_stale_version_is_409_with_what_changed(api, question, card, person, viewer):
    item = raise_flag(card(question), viewer(person()), "spam").item
    second = person()
    raise_flag(card(question), viewer(second), "insult")

    response = post(api, f"{ITEMS}{item.pk}/approve/", {"version": 1})

    assert (response.status_code, response["Content-Type"].split(";")[0]) == (409, "application/problem+json")
    problem = response.json()
    assert [(change["action"], change["by"], change["reason"]) for change in problem["changes"]] == [("flagged", second.pk, "insult")]
    assert problem["item"]["version"] == 2


def test_anothers_claim_is_409(api, held, other_moderator):
    item = held()
    claim(item.pk, other_moderator)

    for verb, body in (("claim", {}), ("approve", {"version": 1}), ("reject", {"version": 1, "reason": "spam"})):
        response = post(api, f"{ITEMS}{item.pk}/{verb}/", body)
        assert (response.status_code, response.json()["item"]["claimed_by"]) == (409, other_moderator.user_id)


@pytest.mark.parametrize("path", ["", "1/", "1/claim/", "1/approve/", "1/reject/", "1/undo/"])
@pytest.mark.parametrize("roles", [None, (), ("agent",)])
def test_desk_is_for_moderators(client, client_for, person, path, roles):
    browser = client if roles is None else client_for(person(roles=roles))
    call = browser.get if path in {"", "1/"} else browser.post

    assert call(f"{ITEMS}{path}").status_code in {401, 403}


def test_unknown_item_is_404(api):
    assert api.get(f"{ITEMS}99/").status_code == 404
    assert post(api, f"{ITEMS}99/claim/").status_code == 404
    assert post(api, f"{ITEMS}99/approve/", {"version": 1}).status_code == 404


def test_list_costs_the_same_for_2_and_for_50(api, held, card, person, viewer):
    def flagged(n):
        item = held(title=f"Item number {n}")
        raise_flag(card(Question.objects.get(pk=item.object_id)), viewer(person()), "spam")

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert api.get(f"{ITEMS}?limit=100").status_code == 200
        return len(seen)

    for n in range(2):
        flagged(n)
    queries()  # the first visit of the day is noted
    few = queries()
    for n in range(48):
        flagged(n)

    assert queries() == few


def test_flag(client_for, person, question):
    browser = client_for(person())

    response = post(browser, "/api/v1/flags/", {"kind": "qa.question", "id": question.pk, "reason": "spam", "note": "An ad"})

    assert (response.status_code, response.json()["state"]) == (201, "open")
    assert Flag.objects.get().note == "An ad"


@pytest.mark.parametrize(
    "body, status",
    [
        ({"kind": "qa.question", "id": 999, "reason": "spam"}, 404),
        ({"kind": "nothing", "id": 1, "reason": "spam"}, 404),
        ({"kind": "qa.question", "id": 1, "reason": "dunno"}, 400),
        ({"kind": "qa.question", "id": 10**30, "reason": "spam"}, 400),
        ({"kind": "qa.question", "reason": "spam", "note": "x" * 1001}, 400),
        ({}, 400),
    ],
)
def test_bad_flags(client_for, person, body, status):
    response = post(client_for(person()), "/api/v1/flags/", body)

    assert (response.status_code, response["Content-Type"].split(";")[0]) == (status, "application/problem+json")


def test_guest_and_author_do_not_flag(client, client_for, author, question):
    body = {"kind": "qa.question", "id": question.pk, "reason": "spam"}

    assert post(client, "/api/v1/flags/", body).status_code in {401, 403}
    assert post(client_for(author), "/api/v1/flags/", body).status_code == 403
    assert not ReviewItem.objects.exists()
