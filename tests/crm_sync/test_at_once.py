"""Many at once: one case, one reply, one answer, and nobody sees an error."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from core.models import EventRow
from crm_sync.actions.follow_journeys import rebuild
from crm_sync.actions.open_case import escalate_thread, open_from_form
from crm_sync.actions.reply_to_case import reply_to_case
from crm_sync.models import Case, CaseReply, Journey
from qa.models import Answer
from tests.support.relay import deliver_all

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

AT_ONCE = 8


def at_once(work):
    """``work(number)`` in many threads that start together; returns what each gave."""

    def run(number):
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_many_agents_escalate_one_thread_into_one_case(question, agent, viewer):
    by = viewer(agent)

    cases = at_once(lambda number: escalate_thread("qa.question", question.pk, by, f"reason {number}").pk)

    assert len(set(cases)) == Case.objects.count() == 1
    assert EventRow.objects.filter(name="crm_sync.case_opened").count() == 1


def test_one_form_sent_many_times_is_one_case(customer, viewer):
    by = viewer(customer)

    cases = at_once(lambda number: open_from_form(by, subject="It leaks", description="x", nonce="n1").pk)

    assert len(set(cases)) == Case.objects.count() == 1


def test_one_reply_sent_many_times_is_one_answer(question, agent, viewer):
    by = viewer(agent)
    case = escalate_thread("qa.question", question.pk, by)

    replies = at_once(lambda number: reply_to_case(case, by, "We send a technician.", public=True, nonce="r1").pk)

    assert len(set(replies)) == CaseReply.objects.count() == Answer.objects.count() == 1


def test_journeys_followed_by_many_workers_are_those_of_a_rebuild(question, viewer, customer, person):
    from core import interactions
    from core.content import content
    from core.viewer import HOUSE
    from crm_sync.actions.say import say_answered

    by = viewer(customer, analytics_consent=True)
    reader = viewer(person(), analytics_consent=True)
    card = content["qa.question"].card(question.pk, HOUSE)
    for number in range(6):
        interactions.record("open", viewer=reader, journey=f"journey-{number}", ref=("qa.question", question.pk))
    interactions.flush()
    for number in range(6):
        say_answered(reader, f"journey-{number}", card, answered=True, would_have_contacted=True)
    assert by.user_id != reader.user_id

    at_once(lambda number: deliver_all(may_fail=True))
    deliver_all()
    before = sorted(Journey.objects.values_list("key", "outcome"))
    found = rebuild()

    assert (found.changed, found.removed) == (0, 0)
    assert sorted(Journey.objects.values_list("key", "outcome")) == before
