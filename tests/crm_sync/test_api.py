"""Cases, journeys, figures and webhooks as resources, in the shapes that outsiders rely on."""

import pytest

from core import interactions
from crm_sync.actions.open_case import escalate_thread
from crm_sync.actions.reply_to_case import reply_to_case
from crm_sync.models import Case, CostRate, WebhookTarget
from tests.crm_sync.history import History

pytestmark = pytest.mark.django_db

JSON = {"content_type": "application/json"}
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}


def test_staff_escalate_a_thread_once(question, agent, client_for):
    asked = {"kind": "qa.question", "id": question.pk, "reason": "Safety"}

    first = client_for(agent).post("/api/v1/cases/", asked, **JSON)
    second = client_for(agent).post("/api/v1/cases/", asked, **JSON)

    case = Case.objects.get()
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert set(first.json()) == {"id", "number", "state", "external_id", "thread_url"}
    assert first.json()["external_id"] == str(case.external_id)
    assert first.json()["thread_url"].endswith(question.get_absolute_url())


def test_a_member_opens_a_case_and_an_idempotency_key_makes_it_one(customer, client_for):
    form = {"subject": "It leaks", "description": "Since Monday.", "product": "Brisa 9", "category": "fault", "journey": "journey-01"}

    answers = [client_for(customer).post("/api/v1/cases/", form, headers={"Idempotency-Key": "k1"}, **JSON) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Case.objects.get().person == customer


@pytest.mark.parametrize(
    "body, status",
    [
        ({}, 400),
        ({"kind": "qa.question"}, 400),
        ({"kind": "qa.question", "id": 10**9}, 404),
        ({"kind": "made.up", "id": 1}, 400),
        ({"subject": "x"}, 400),
        ({"subject": "x" * 999, "description": "y"}, 400),
        ([], 400),
    ],
)
def test_bad_input_is_a_problem(agent, client_for, body, status):
    answer = client_for(agent).post("/api/v1/cases/", body, **JSON)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_members_escalate_only_their_own(question, customer, expert, client_for, client):
    asked = {"kind": "qa.question", "id": question.pk}

    assert client.post("/api/v1/cases/", asked, **JSON).status_code in (401, 403)
    assert client_for(expert).post("/api/v1/cases/", asked, **JSON).status_code == 403
    assert client_for(customer).post("/api/v1/cases/", asked, **JSON).status_code == 201


def test_replies_public_come_into_the_thread_private_stay_with_staff(question, agent, customer, expert, viewer, client_for):
    case = escalate_thread("qa.question", question.pk, viewer(agent))
    address = f"/api/v1/cases/{case.pk}/replies/"

    public = client_for(agent).post(address, {"body": "We send **someone**.", "public": True}, **JSON)
    private = client_for(agent).post(address, {"body": "Refund up to 900", "public": False}, **JSON)

    assert (public.status_code, private.status_code) == (201, 201)
    assert (public.json()["answer"].startswith("qa.answer:"), private.json()["answer"]) == (True, None)
    assert [r["public"] for r in client_for(agent).get(address).json()["results"]] == [True, False]
    assert [r["public"] for r in client_for(customer).get(address).json()["results"]] == [True]
    assert client_for(expert).get(address).status_code == 404
    assert client_for(customer).post(address, {"body": "x", "public": False}, **JSON).status_code == 403
    assert (
        client_for(agent).post(f"/api/v1/cases/{case.pk}/close/", {"resolution": "solved", "accept": True}, **JSON).json()["state"]
        == "closed"
    )


def test_journeys_take_what_was_seen_and_what_was_said(client, question, agent, client_for, deliver_all):
    address = "/api/v1/journeys/journey-01/"
    here = {"kind": "qa.question", "id": question.pk}

    for did in ("seen", "opened", "read"):
        assert client.post(address, here | {"did": did}, **JSON).status_code == 202
    interactions.flush()
    assert client.post(address, here | {"answered": True, "would_have_contacted": True}, **JSON).status_code == 202
    deliver_all()

    (row,) = client_for(agent).get("/api/v1/deflection/evidence/", {"class": "confirmed"}).json()["results"]
    assert row["class"] == "confirmed"
    assert [step["what"] for step in row["interactions"]] == ["seen", "open", "dwell", "answered"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "qa.question", "id": 1},
        {"kind": "qa.question", "id": 10**12, "did": "seen"},
        {"kind": "x", "id": 1, "did": "seen"},
        {"kind": "qa.question", "id": 1, "did": "licked"},
        {"kind": "qa.question", "id": 1, "did": "seen", "answered": True},
    ],
)
def test_journeys_refuse_what_makes_no_sense(client, question, body):
    assert client.post("/api/v1/journeys/journey-01/", body, **JSON).status_code == 400


def test_the_summary_has_the_contracts_shape(question, agent, client_for, person, ask):
    CostRate.objects.create(valid_from="2026-01-02", currency="MXN", loaded_cost=120)
    with History() as then:
        then.start("token-001").see("token-001", question.pk).say("token-001", question.pk)

    found = client_for(agent).get("/api/v1/deflection/summary/", NOVEMBER).json()

    assert {key: value for key, value in found.items() if key != "rate"} == {
        "forms_started": 1,
        "confirmed": 1,
        "presumed": 0,
        "direct": 0,
        "failed": 0,
        "unknown": 0,
        "cost_avoided": 120.0,
        "cash": 0.0,
        "currency": "MXN",
        "definition": 1,
    }
    assert set(found["rate"]) == {"value", "n", "low", "high"}
    assert (found["rate"]["value"], found["rate"]["n"]) == (1.0, 1)


@pytest.mark.parametrize("query", [{"from": "x"}, {"from": "2026-12-01", "to": "2026-11-01"}, {"to": "9999-12-31"}])
def test_a_wrong_period_is_a_problem(agent, client_for, query):
    assert client_for(agent).get("/api/v1/deflection/summary/", query).status_code == 400


@pytest.mark.parametrize("address", ["/api/v1/deflection/summary/", "/api/v1/deflection/evidence/", "/api/v1/webhooks/"])
def test_figures_and_webhooks_are_not_for_members(client, customer, client_for, address):
    assert client.get(address).status_code in (401, 403)
    assert client_for(customer).get(address).status_code == 403


def test_managers_make_webhooks_and_see_the_secret_once(manager, agent, client_for):
    made = client_for(manager).post(
        "/api/v1/webhooks/", {"name": "ERP", "url": "https://erp.example.test/hook", "events": ["case.opened"]}, **JSON
    )
    listed = client_for(manager).get("/api/v1/webhooks/").json()["results"]

    assert (made.status_code, made.json()["secret"].startswith("whsec_")) == (201, True)
    assert "secret" not in listed[0]
    assert client_for(agent).get("/api/v1/webhooks/").status_code == 403
    assert client_for(manager).delete(f"/api/v1/webhooks/{made.json()['id']}/").status_code == 204
    assert not WebhookTarget.objects.get().active
    for url in ("ftp://x.test/", "file:///etc/passwd", "https://a:b@x.test/"):
        assert client_for(manager).post("/api/v1/webhooks/", {"name": "x", "url": url}, **JSON).status_code == 400


def test_evidence_and_cases_cost_the_same_for_two_and_fifty_rows(question, ask, customer, agent, viewer, client_for):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case = escalate_thread("qa.question", question.pk, viewer(agent))
    addresses = ["/api/v1/deflection/evidence/?limit=50", "/api/v1/cases/?limit=50", f"/api/v1/cases/{case.pk}/replies/?limit=50"]

    def grow(start, n):
        with History() as then:
            for index in range(start, start + n):
                then.see(f"token-{index:04}", question.pk).say(f"token-{index:04}", question.pk)
        for index in range(start, start + n):
            escalate_thread("qa.question", ask(customer, title=f"Question number {index} about washers").pk, viewer(agent))
            reply_to_case(case, viewer(agent), f"Note {index}", public=False, nonce=str(index))

    def costs():
        browser = client_for(agent)
        found = []
        for address in addresses:
            browser.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(address).status_code == 200
            found.append(len(queries))
        return found

    grow(0, 2)
    few = costs()
    grow(2, 20)

    assert costs() == few
