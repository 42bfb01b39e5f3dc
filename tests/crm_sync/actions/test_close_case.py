import pytest
from django.core.exceptions import PermissionDenied

from crm_sync.actions.close_case import close_case
from crm_sync.actions.open_case import escalate_thread
from crm_sync.actions.reopen_case import reopen_case
from crm_sync.actions.reply_to_case import reply_to_case
from qa.actions.accept_answer import accept_answer
from qa.actions.post_answer import post_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(question, agent, viewer):
    return escalate_thread("qa.question", question.pk, viewer(agent))


def test_closing_as_solved_may_accept_the_companys_answer(case, question, agent, viewer):
    reply = reply_to_case(case, viewer(agent), "Clean the filter.", public=True, nonce="r1")

    close_case(case, viewer(agent), "solved", accept=True)

    question.refresh_from_db()
    assert (question.accepted_id, question.state) == (reply.answer_id, "solved")


@pytest.mark.parametrize("resolution, accept", [("solved", False), ("no_reply", True)])
def test_it_accepts_nothing_unasked(case, question, agent, viewer, resolution, accept):
    reply_to_case(case, viewer(agent), "Clean the filter.", public=True, nonce="r1")

    close_case(case, viewer(agent), resolution, accept=accept)

    question.refresh_from_db()
    assert question.accepted_id is None


def test_the_askers_own_choice_stays(case, question, agent, expert, customer, viewer):
    chosen = post_answer(question, viewer(expert), "Look behind the pump cover first.")
    accept_answer(chosen, viewer(customer))
    reply_to_case(case, viewer(agent), "Clean the filter.", public=True, nonce="r1")

    close_case(case, viewer(agent), "solved", accept=True)

    question.refresh_from_db()
    assert question.accepted_id == chosen.pk


def test_closing_and_opening_again(case, agent, customer, viewer):
    closed = close_case(case, viewer(agent), "solved")
    assert (closed.state, closed.resolution, closed.closed_at is not None) == ("closed", "solved", True)
    assert close_case(case, viewer(agent), "duplicate").resolution == "solved"

    opened = reopen_case(case, viewer(agent))

    assert (opened.state, opened.resolution, opened.closed_at) == ("open", "", None)
    with pytest.raises(PermissionDenied):
        close_case(case, viewer(customer), "solved")
