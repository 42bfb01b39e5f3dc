"""The support form, "this solved it", a member's cases and the desk, as browsers without JavaScript use them."""

import re

import pytest

from core.models import EventRow
from crm_sync.actions.open_case import escalate_thread, open_from_form
from crm_sync.actions.reply_to_case import reply_to_case
from crm_sync.deflection import summary
from crm_sync.models import Case, CaseReply, Journey, Said

pytestmark = pytest.mark.django_db

TYPED = {
    "subject": "It leaks <from> below",
    "description": "Since Monday, a lot of water.",
    "product": "Brisa 9",
    "category": "fault",
    "nonce": "n-1",
    "journey": "journey-01",
}


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def test_a_member_sends_the_form_and_a_double_click_makes_one_case(customer, client_for):
    browser = client_for(customer)
    nonce = hidden(browser.get("/support/").content.decode(), "nonce")

    first = browser.post("/support/", TYPED | {"nonce": nonce})
    second = browser.post("/support/", TYPED | {"nonce": nonce})

    case = Case.objects.get()
    assert first["Location"] == second["Location"] == case.get_absolute_url()
    assert (case.subject, case.product, case.category, case.state) == (TYPED["subject"], "Brisa 9", "fault", "new")
    assert "Your case is open" in browser.get(case.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"subject": ""}, {"description": ""}, {"subject": "x" * 300}, {"category": "none-such"}, {"product": "p" * 500}]
)
def test_errors_keep_everything_that_was_typed(customer, client_for, wrong):
    answer = client_for(customer).post("/support/", TYPED | wrong)

    page = answer.content.decode()
    assert answer.status_code == 422
    for name in ("subject", "description", "product", "nonce", "journey"):
        value = (TYPED | wrong)[name]
        assert value.replace("<", "&lt;").replace(">", "&gt;") in page, name
    assert not Case.objects.exists()


def test_nothing_that_is_pasted_is_cut_off(customer, client_for):
    browser = client_for(customer)

    form = browser.get("/support/").content.decode()
    told = browser.post("/support/", TYPED | {"description": "x" * 10_007}, headers={"accept-language": "en"}).content.decode()
    carried = browser.get("/support/", {"subject": "It leaks. " * 50}).context["form"].initial

    for name in ("subject", "description"):
        assert "maxlength" not in re.search(rf'<[^>]+ name="{name}"[^>]*>', form)[0]
    assert "7 characters too long: at most 10000 fit" in told
    assert (len(carried["subject"]), carried["description"]) == (200, "It leaks. " * 50)


@pytest.mark.parametrize("typed", ["\x00", "' OR 1=1 --", "🧺 ¡Ayúdame!", "\u202egnirts", "a" * 30_000])
def test_naughty_text_breaks_nothing(customer, client_for, typed):
    answer = client_for(customer).post("/support/", TYPED | {"description": typed})

    assert answer.status_code in (302, 422)


def test_a_guest_signs_in_and_finds_the_form_as_it_was(client, customer, settings):
    answer = client.post("/support/", TYPED)
    assert answer["Location"].startswith("/accounts/login/?next=%2Fsupport%2F")

    client.force_login(customer, backend=settings.AUTHENTICATION_BACKENDS[0])
    page = client.get("/support/").content.decode()

    assert "Since Monday, a lot of water." in page
    assert (hidden(page, "nonce"), 'value="Brisa 9"' in page) == ("n-1", True)
    assert client.post("/support/", TYPED).status_code == 302
    assert "Since Monday" not in client.get("/support/").content.decode()


def test_an_unconfirmed_person_is_told_and_loses_nothing(person, client_for):
    answer = client_for(person(confirmed=False)).post("/support/", TYPED)

    assert (answer.status_code, "Since Monday, a lot of water." in answer.content.decode()) == (422, True)
    assert not Case.objects.exists()


def test_see_suggestions_without_javascript(client, question, monkeypatch):
    from core.ports import suggester

    found = suggester.Suggestion("qa.question", question.pk, question.title, "/questions/1/x/", "en", "snippet", "passage", True, 1.0)
    monkeypatch.setattr(suggester, "_provider", lambda text, viewer, **options: suggester.Answers([found]))

    page = client.post("/support/", TYPED | {"preview": "1"}).content.decode()

    assert question.title in page
    assert f'value="qa.question:{question.pk}"' in page
    assert 'data-journey="journey-01"' in page
    assert "Since Monday, a lot of water." in page
    assert EventRow.objects.filter(name="crm_sync.form_started").count() == 1


def test_this_solved_it_then_one_question_then_thanks(client, question, deliver_all):
    """A guest, on the ask or support form: the whole form comes along, and none of it is kept."""
    first = client.post("/support/solved/", TYPED | {"solved": f"qa.question:{question.pk}"})
    page = client.get(first["Location"], headers={"accept-language": "en"}).content.decode()
    assert "would you have contacted support?" in page
    assert "I still need support" in page

    fields = {name: hidden(page, name) for name in ("journey", "kind", "id")}
    last = client.post("/support/solved/", fields | {"would": "yes"})
    deliver_all()

    assert client.get(last["Location"]).status_code == 200
    assert fields["journey"] == "journey-01"
    said = list(Said.objects.order_by("pk").values_list("answered", "would_have_contacted", "opened"))
    assert said == [(True, None, True), (True, True, True)]
    assert not EventRow.objects.filter(payload__icontains="Monday").exists()


def test_the_answers_make_the_classes(client, question, deliver_all):
    from django.utils import timezone

    from core.ports.figures import Period

    here = {"kind": "qa.question", "id": question.pk}
    client.post("/support/solved/", here | {"journey": "journey-01", "would": "yes"})
    client.post("/support/solved/", here | {"journey": "journey-02", "would": "no"})
    no = client.post("/support/solved/", here | {"journey": "journey-03", "answered": "no"})
    still = client.post("/support/solved/", here | {"journey": "journey-04", "would": "still"})
    deliver_all()

    today = timezone.localdate()
    found = summary(Period(today.replace(day=1), today))
    assert (found.classes["confirmed"], found.classes["unknown"]) == (1, 3)
    assert client.get(no["Location"]).status_code == 200
    assert still["Location"] == "/support/?journey=journey-04"


def test_ones_own_old_thread_may_be_the_suggestion_that_solves_it(question, customer, client_for, deliver_all):
    browser = client_for(customer)
    here = {"solved": f"qa.question:{question.pk}", "journey": "journey-01"}
    page = browser.get(browser.post("/support/solved/", here | {"title": "It leaks again"})["Location"]).content.decode()

    browser.post("/support/solved/", {name: hidden(page, name) for name in ("journey", "kind", "id", "form")} | {"would": "yes"})
    deliver_all()

    assert [said.asker for said in Said.objects.filter(what="answered")] == [False, False]
    assert Journey.objects.get().outcome == "confirmed"


@pytest.mark.parametrize(
    "ref", ["qa.question:0", "qa.question:999999", "nothing:1", "qa.question:x", "", "qa.question:99999999999999999999"]
)
def test_nothing_is_said_of_what_is_not_there(client, ref):
    assert client.post("/support/solved/", {"solved": ref, "journey": "journey-01"}).status_code == 404


def test_a_member_sees_their_own_cases_and_nobody_elses(customer, expert, viewer, client_for):
    mine = open_from_form(viewer(customer), subject="It leaks", description="x", nonce="1")
    other = open_from_form(viewer(expert), subject="It smokes", description="x", nonce="1")

    page = client_for(customer).get("/support/cases/").content.decode()

    assert ("It leaks" in page, "It smokes" in page) == (True, False)
    assert client_for(customer).get(mine.get_absolute_url()).status_code == 200
    assert client_for(customer).get(other.get_absolute_url()).status_code == 404


def test_the_customer_writes_back(customer, viewer, client_for):
    case = open_from_form(viewer(customer), subject="It leaks", description="x", nonce="1")

    answer = client_for(customer).post(case.get_absolute_url(), {"body": "It got worse.", "nonce": "1"})

    assert answer.status_code == 302
    assert "It got worse." in client_for(customer).get(case.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "address",
    ["/support/desk/", "/support/desk/1/", "/support/desk/leads/", "/support/sync/", "/support/escalate/", "/support/journeys/1/"],
)
def test_staff_pages_exist_for_staff_alone(client, customer, client_for, address):
    assert client.get(address).status_code == 302
    assert client_for(customer).get(address).status_code == 404


def test_an_agent_works_a_case_from_the_thread_to_its_end(question, agent, client_for, deliver_all):
    browser = client_for(agent)
    opened = browser.post("/support/escalate/", {"kind": "qa.question", "id": question.pk, "reason": "Water and power"})
    again = browser.post("/support/escalate/", {"kind": "qa.question", "id": question.pk})
    assert opened["Location"] == again["Location"]

    page = browser.get(opened["Location"]).content.decode()
    assert "Water and power" in page
    assert browser.post(opened["Location"], {"body": "Hello", "nonce": "1"}).status_code == 422  # who reads it was not said
    browser.post(opened["Location"], {"body": "Do not use it.", "public": "1", "nonce": "1"})
    browser.post(opened["Location"], {"body": "Likely the pump", "public": "0", "nonce": "2"})
    case = Case.objects.get()
    browser.post(f"/support/desk/{case.pk}/close/", {"resolution": "solved", "accept": "on"})
    deliver_all()

    question.refresh_from_db()
    case.refresh_from_db()
    assert (case.state, question.state) == ("closed", "solved")
    assert "C-" in browser.get("/support/desk/?state=closed").content.decode()
    browser.post(f"/support/desk/{case.pk}/reopen/")
    assert "Brisa 9 does not drain" in browser.get("/support/desk/").content.decode()


def test_leads_and_contacts(agent, client_for):
    browser = client_for(agent)
    browser.post("/support/desk/leads/", {"name": "Dulce Ortega", "email": "dulce@example.test", "nonce": "1", "note": "Ten machines"})

    assert "Dulce Ortega" in browser.get("/support/desk/leads/").content.decode()
    assert browser.post("/support/desk/leads/", {"name": "", "nonce": "2"}).status_code == 422


def test_lists_and_cases_cost_the_same_for_two_and_fifty_rows(customer, agent, viewer, ask, client_for):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case = escalate_thread("qa.question", ask(customer).pk, viewer(agent))
    addresses = {
        agent: ["/support/desk/", f"/support/desk/{case.pk}/", "/support/sync/"],
        customer: ["/support/cases/", f"/support/cases/{case.pk}/"],
    }

    def grow(start, n):
        for index in range(start, start + n):
            open_from_form(viewer(customer), subject=f"Leak {index}", description="x", nonce=str(index))
            reply_to_case(case, viewer(agent), f"Reply number {index}.", public=True, nonce=str(index))

    def costs():
        found = []
        for who, pages in addresses.items():
            browser = client_for(who)
            for address in pages:
                browser.get(address)
                with CaptureQueriesContext(connection) as queries:
                    assert browser.get(address).status_code == 200
                found.append(len(queries))
        return found

    grow(0, 2)
    few = costs()
    grow(2, 20)

    assert costs() == few
    assert max(few) < 25
    assert CaseReply.objects.count() == 22
