"""What a question page shows of its case, and to whom."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from core.viewer import GUEST
from crm_sync.actions.open_case import escalate_thread
from crm_sync.models import Journey, Said, WaitingQuestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel():
    """``panel(question, viewer)``: the panel's HTML."""

    def render(question, viewer, source="{% load crm %}{% case_panel question %}"):
        request = RequestFactory().get("/", {"journey": "journey-01"})
        request.viewer = viewer
        with translation.override("en"):
            return Template(source).render(Context({"request": request, "question": question}))

    return render


def test_staff_escalate_in_one_click_and_then_see_the_case(question, agent, viewer, panel):
    assert "Escalate to a case" in panel(question, viewer(agent))

    case = escalate_thread("qa.question", question.pk, viewer(agent))

    shown = panel(question, viewer(agent))
    assert ("Escalate to a case" in shown, f"/support/desk/{case.pk}/" in shown) == (False, True)


def test_the_asker_says_how_it_stands_and_then_sees_their_case(question, customer, agent, viewer, panel):
    shown = panel(question, viewer(customer))
    assert "Yes, solved" in shown
    assert "Nobody has answered yet" not in shown

    WaitingQuestion.objects.create(question_id=question.pk, person=customer, asked_at=timezone.now())
    assert "Nobody has answered yet" in panel(question, viewer(customer))

    case = escalate_thread("qa.question", question.pk, viewer(agent))
    shown = panel(question, viewer(customer))
    assert ("Yes, solved" in shown, case.number in shown, "/support/desk/" in shown) == (False, True, False)


def test_the_asker_of_a_solved_question_is_asked_once_about_support(question, customer, expert, viewer, panel, client_for, deliver_all):
    from qa.actions.accept_answer import accept_answer
    from qa.actions.post_answer import post_answer

    accept_answer(post_answer(question, viewer(expert), "Clean the filter of the pump."), viewer(customer))
    question.refresh_from_db()
    assert "Without the community" in panel(question, viewer(customer))

    client_for(customer).post("/support/solved/", {"kind": "qa.question", "id": question.pk, "journey": "journey-01", "would": "yes"})
    deliver_all()

    assert "Without the community" not in panel(question, viewer(customer))
    assert Said.objects.get(what="answered").asker
    (journey,) = Journey.objects.all()  # the asker's own word is a survey, never a confirmed deflection
    assert (journey.outcome, journey.facts["asker_would"]) == ("unknown", True)


def test_everybody_else_sees_nothing(question, expert, viewer, panel, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not panel(question, GUEST).strip()
        assert not panel(question, viewer_without_query(viewer, expert)).strip()


def viewer_without_query(viewer, somebody):
    from dataclasses import replace

    return replace(GUEST, user_id=somebody.pk)


def test_it_costs_two_queries_at_most(question, customer, agent, viewer, panel, django_assert_max_num_queries):
    for who in (viewer(customer), viewer(agent)):
        with django_assert_max_num_queries(2):
            panel(question, who)


def test_did_this_answer_is_there_for_those_whom_a_journey_led(question, panel):
    source = '{% load crm %}{% did_this_answer "qa.question" question.pk journey %}'

    assert "Did this answer your question?" not in panel(question, GUEST, source)
    assert "Did this answer your question?" in panel(question, GUEST, source.replace(" journey %", ' "journey-01" %'))


@pytest.mark.parametrize("answer, leads_to", [("yes", "/support/solved/"), ("not_yet", "/questions/"), ("open_case", "/support/cases/")])
def test_what_the_asker_says_leads_on(question, customer, client_for, answer, leads_to):
    response = client_for(customer).post(f"/support/waiting/{question.pk}/", {"answer": answer})

    assert response["Location"].startswith(leads_to)


def test_nobody_speaks_for_the_asker(question, expert, client_for):
    assert client_for(expert).post(f"/support/waiting/{question.pk}/", {"answer": "open_case"}).status_code == 404
