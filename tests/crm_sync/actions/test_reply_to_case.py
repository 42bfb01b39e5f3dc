import pytest
from django.core.exceptions import PermissionDenied

from crm_sync.actions.open_case import escalate_thread, open_from_form
from crm_sync.actions.reply_to_case import reply_to_case
from qa.models import Answer

pytestmark = pytest.mark.django_db

SECRET = "Refund approved up to 900 pesos"


@pytest.fixture
def case(question, agent, viewer):
    return escalate_thread("qa.question", question.pk, viewer(agent))


def test_a_public_reply_comes_back_as_the_agents_answer_once(case, agent, viewer, deliver_all):
    first = reply_to_case(case, viewer(agent), "We send a technician.", public=True, nonce="r1")
    second = reply_to_case(case, viewer(agent), "We send a technician.", public=True, nonce="r1")
    deliver_all()

    answer = Answer.objects.get(question=case.thread_id)
    assert first == second
    assert (answer.pk, answer.author, answer.origin, answer.visibility) == (first.answer_id, agent, "agent", "public")
    assert case.replies.count() == 1


def test_a_private_reply_never_leaves(case, agent, customer, viewer, client, client_for, deliver_all):
    from core.content import content

    reply = reply_to_case(case, viewer(agent), SECRET, public=False, nonce="r1")
    deliver_all()

    question = content["qa.question"].card(case.thread_id, viewer(customer))
    document = content["qa.question"].documents([case.thread_id])[case.thread_id]
    pages = [
        client.get(question.url).content.decode(),
        client_for(customer).get(question.url).content.decode(),
        client_for(customer).get(case.get_absolute_url()).content.decode(),
        client_for(customer).get(f"/api/v1/cases/{case.pk}/replies/").content.decode(),
        client_for(customer).get(f"/api/v1/questions/{case.thread_id}/answers/").content.decode(),
    ]
    assert reply.answer_id is None
    assert not Answer.objects.exists()
    assert not any(SECRET in part.text for part in document.parts)
    assert not any(SECRET in page for page in pages)
    assert SECRET in client_for(agent).get(f"/support/desk/{case.pk}/").content.decode()


def test_a_case_without_a_thread_is_answered_on_its_own_page_and_by_mail(customer, agent, viewer, client_for, deliver_all, mailoutbox):
    case = open_from_form(viewer(customer), subject="It leaks", description="From below.", nonce="n1")

    reply_to_case(case, viewer(agent), "We send a technician.", public=True, nonce="r1")
    reply_to_case(case, viewer(agent), SECRET, public=False, nonce="r2")
    deliver_all()

    assert "We send a technician." in client_for(customer).get(case.get_absolute_url()).content.decode()
    assert [mail.to for mail in mailoutbox] == [[customer.email]]
    assert SECRET not in mailoutbox[0].body


def test_states_follow_whose_turn_it_is(case, agent, customer, viewer):
    def state_after(by, public, nonce):
        reply_to_case(case, by, "Hello there.", public=public, nonce=nonce)
        case.refresh_from_db()
        return case.state

    assert state_after(viewer(agent), False, "r1") == "open"
    assert state_after(viewer(agent), True, "r2") == "waiting"
    assert state_after(viewer(customer), True, "r3") == "open"


def test_the_customers_message_opens_a_closed_case_again(case, agent, customer, viewer):
    from crm_sync.actions.close_case import close_case

    close_case(case, viewer(agent), "no_reply")

    reply_to_case(case, viewer(customer), "It is still broken.", public=True, nonce="r1")

    case.refresh_from_db()
    assert case.state == "open"


@pytest.mark.parametrize("who, public", [("customer", False), ("expert", True)])
def test_nobody_else_replies(case, viewer, request, who, public):
    with pytest.raises(PermissionDenied):
        reply_to_case(case, viewer(request.getfixturevalue(who)), "Hello", public=public, nonce="r1")


def test_a_reply_to_a_hidden_thread_stays_on_the_case(case, agent, viewer):
    from core.content import content

    content["qa.question"].hide(case.thread_id, viewer(agent, roles={"moderator"}), "spam")

    reply = reply_to_case(case, viewer(agent), "We send a technician.", public=True, nonce="r1")

    assert reply.answer_id is None
