import uuid

import pytest
from django.core.exceptions import PermissionDenied

from core.models import EventRow, Installation
from crm_sync.actions.close_case import close_case
from crm_sync.actions.open_case import NoThread, escalate_thread, open_for_asker, open_from_form
from crm_sync.models import Case

pytestmark = pytest.mark.django_db

FORM = {"subject": "It leaks", "description": "From below, since Monday.", "product": "Brisa 9", "category": "fault"}


def test_escalating_twice_gives_one_case(question, agent, manager, viewer):
    first = escalate_thread("qa.question", question.pk, viewer(agent), "A safety matter")
    second = escalate_thread("qa.question", question.pk, viewer(manager), "Again")

    assert first == second
    assert Case.objects.count() == 1
    assert EventRow.objects.filter(name="crm_sync.case_opened").count() == 1
    assert (first.person, first.subject, first.reason) == (question.author, question.title, "A safety matter")


def test_external_id_is_the_uuid5_of_the_ref_in_this_installations_namespace(question, agent, viewer):
    case = escalate_thread("qa.question", question.pk, viewer(agent))

    assert case.external_id == uuid.uuid5(Installation.namespace(), f"qa.question:{question.pk}")


def test_an_answer_leads_to_its_threads_case(question, agent, expert, viewer):
    from qa.actions.post_answer import post_answer

    answer = post_answer(question, viewer(expert), "Clean the filter of the pump first.")

    assert escalate_thread("qa.answer", answer.pk, viewer(agent)).thread_id == question.pk


def test_only_staff_escalate(question, expert, viewer):
    with pytest.raises(PermissionDenied):
        escalate_thread("qa.question", question.pk, viewer(expert))


@pytest.mark.parametrize("kind, id", [("qa.question", 10**9), ("nothing.here", 1)])
def test_what_is_not_there_becomes_no_case(agent, viewer, kind, id):
    with pytest.raises(NoThread):
        escalate_thread(kind, id, viewer(agent))


def test_escalating_a_closed_case_opens_it_again(question, agent, viewer):
    case = escalate_thread("qa.question", question.pk, viewer(agent))
    close_case(case, viewer(agent), "solved")

    again = escalate_thread("qa.question", question.pk, viewer(agent))

    assert (again.pk, again.state, again.resolution) == (case.pk, "open", "")


def test_the_asker_opens_their_own_threads_case_and_nobody_elses(question, customer, expert, viewer):
    assert open_for_asker(question.pk, viewer(customer)).origin == "asker"
    with pytest.raises(PermissionDenied):
        open_for_asker(question.pk, viewer(expert))


def test_a_form_sent_twice_is_one_case(customer, viewer):
    first = open_from_form(viewer(customer), **FORM, nonce="n1")
    second = open_from_form(viewer(customer), **FORM, nonce="n1")

    assert first == second
    assert Case.objects.count() == 1


def test_the_same_nonce_of_another_person_is_another_case(customer, expert, viewer):
    assert open_from_form(viewer(customer), **FORM, nonce="n1") != open_from_form(viewer(expert), **FORM, nonce="n1")


def test_unconfirmed_people_open_no_case(person, viewer):
    with pytest.raises(PermissionDenied):
        open_from_form(viewer(person(confirmed=False)), **FORM, nonce="n1")


def test_a_form_from_ones_own_thread_opens_that_threads_one_case(question, customer, agent, viewer):
    ref = f"qa.question:{question.pk}"

    case = open_from_form(viewer(customer), **FORM, thread=ref, nonce="n1")

    assert escalate_thread("qa.question", question.pk, viewer(agent)) == case
    again = open_from_form(viewer(customer), **FORM | {"description": "It got worse."}, thread=ref, nonce="n2")
    assert again == case
    assert "It got worse." in case.replies.get().body_text


def test_a_form_from_somebody_elses_thread_notes_it_as_read(question, expert, viewer):
    case = open_from_form(viewer(expert), **FORM, thread=f"qa.question:{question.pk}", nonce="n1")

    assert (case.thread_id, case.opened) == (None, [f"qa.question:{question.pk}"])


def test_the_case_carries_what_was_suggested_and_opened(question, customer, viewer):
    from core import interactions

    seen_by = viewer(customer)
    ref = ("qa.question", question.pk)
    interactions.record("impression", viewer=seen_by, journey="journey-1", ref=ref)
    interactions.record("open", viewer=seen_by, journey="journey-1", ref=ref)

    case = open_from_form(seen_by, **FORM, journey="journey-1", nonce="n1")

    assert (case.suggested, case.opened) == ([f"qa.question:{question.pk}"], [f"qa.question:{question.pk}"])


@pytest.mark.parametrize("consents", [True, False])
def test_without_consent_the_journey_does_not_lead_to_the_person(customer, viewer, consents):
    case = open_from_form(viewer(customer, analytics_consent=consents), **FORM, journey="journey-1", nonce="n1")

    sent = EventRow.objects.get(name="crm_sync.form_sent").payload
    assert case.journey == ("journey-1" if consents else "")
    assert (sent["object_id"], sent["person_id"]) == ((case.pk, customer.pk) if consents else (0, None))
