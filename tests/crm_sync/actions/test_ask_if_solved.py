from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from crm_sync.actions.ask_if_solved import answer_if_solved, ask_waiting, open_overdue, rule_for
from crm_sync.models import Case, ServiceHours, WaitingQuestion, WaitingRule
from qa.actions.post_answer import post_answer

pytestmark = pytest.mark.django_db

MONDAY = datetime.fromisoformat("2026-11-02T10:00:00+00:00")


@pytest.fixture(autouse=True)
def hours(db):
    ServiceHours.objects.create(time_zone="UTC")
    return WaitingRule.objects.create(hours=9)


@pytest.fixture
def asked(ask, customer, deliver_all):
    with time_machine.travel(MONDAY, tick=True):
        question = ask(customer)
        deliver_all()
    return question


def later(hours):
    return MONDAY + timedelta(hours=hours)


def test_the_asker_is_asked_once_by_mail_and_on_the_page_when_the_hours_are_over(asked, customer, client_for, deliver_all, mailoutbox):
    assert ask_waiting(later(20)) == 0  # 8 hours on Monday, and the night doesn't count

    assert ask_waiting(later(25)) == 1
    assert ask_waiting(later(26)) == 0
    deliver_all()

    assert [m.subject for m in mailoutbox] == [f"Is it solved? {asked.title}"]
    page = client_for(customer).get(asked.get_absolute_url()).content.decode()
    assert asked.get_absolute_url() + "#solved" in mailoutbox[0].body
    assert "Nobody has answered yet" in page
    assert not Case.objects.exists()


def test_an_answer_from_another_person_ends_the_wait(asked, expert, viewer):
    post_answer(asked, viewer(expert), "Clean the filter of the pump.")

    assert ask_waiting(later(48)) == 0
    assert WaitingQuestion.objects.get().settled


def test_ones_own_answer_does_not(asked, customer, viewer):
    post_answer(asked, viewer(customer), "Nobody? I will try again.")

    assert ask_waiting(later(48)) == 1


def test_imported_questions_have_no_clock(customer, deliver_all):
    assert not WaitingQuestion.objects.exists()


def test_silence_opens_no_case_unless_the_rule_says_so(asked, hours):
    ask_waiting(later(48))
    assert open_overdue(later(500)) == 0

    WaitingQuestion.objects.update(asked_at=None)
    hours.opens_after = 9
    hours.save()
    ask_waiting(later(49))
    assert open_overdue(later(50)) == 0
    assert open_overdue(later(80)) == 1
    assert open_overdue(later(81)) == 0
    assert Case.objects.get().origin == "rule"


def test_not_yet_keeps_waiting_and_open_case_opens_one(asked, customer, expert, viewer):
    ask_waiting(later(48))

    assert answer_if_solved(asked.pk, viewer(customer), "not_yet") is None
    assert not Case.objects.exists()
    assert answer_if_solved(asked.pk, viewer(customer), "open_case").origin == "asker"
    with pytest.raises(PermissionDenied):
        answer_if_solved(asked.pk, viewer(expert), "yes")


@pytest.mark.parametrize("opens, cases", [(False, 0), (True, 1)])
def test_not_solved_offers_a_case_or_opens_one(asked, customer, viewer, hours, deliver_all, opens, cases):
    from django.db import transaction

    from core.events import record
    from qa.events import NotSolved

    hours.opens_on_not_solved = opens
    hours.save()
    with transaction.atomic():
        record(NotSolved(asked.pk, customer.pk))
    deliver_all()

    assert Case.objects.count() == cases
    assert WaitingQuestion.objects.get().answer == "not_yet"


def test_the_strictest_rule_of_the_tags_wins(ask, customer, deliver_all):
    WaitingRule.objects.create(tag="washers", hours=2)
    with time_machine.travel(MONDAY, tick=True):
        ask(customer)
        deliver_all()

    assert ask_waiting(later(3)) == 1


def test_without_a_rule_the_default_holds_and_a_rule_may_switch_it_off(hours):
    assert rule_for([]).hours == 9
    hours.active = False
    hours.save()
    assert rule_for([]) is None
    WaitingRule.objects.all().delete()
    assert rule_for([]).hours == 16


def test_not_yet_after_answers_is_heard_in_the_thread(asked, customer, expert, viewer, deliver_all):
    from core.models import EventRow

    post_answer(asked, viewer(expert), "Clean the filter of the pump.")

    answer_if_solved(asked.pk, viewer(customer), "not_yet")
    deliver_all()

    assert EventRow.objects.filter(name="qa.not_solved").count() == 1
    assert WaitingQuestion.objects.get().answer == "not_yet"
