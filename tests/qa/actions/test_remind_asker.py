from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import ImportedRef, MailSent
from core.viewer import HOUSE
from qa.actions.accept_answer import accept_answer
from qa.actions.close import close
from qa.actions.hide import hide
from qa.actions.not_solved import not_solved
from qa.actions.remind_asker import remind_askers
from qa.actions.vote import vote
from qa.events import AskerReminded
from qa.models import Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def useful(answer, person, viewer):
    """An answer that somebody found useful."""
    vote(answer, viewer(person()), 1)
    return answer


def reminders():
    return MailSent.objects.filter(template="answers_wait").count()


def after(days):
    return timezone.now() + timedelta(days=days)


def test_after_three_days_with_a_useful_answer_the_asker_gets_one_mail_in_their_language(
    ask, answer_it, person, viewer, deliver_all, mailoutbox, client_for
):
    asker = person(language="es")
    question = ask(by=asker)
    for _ in range(2):
        vote(answer_it(question), viewer(person()), 1)

    assert remind_askers(after(2)) == 0
    assert (remind_askers(after(3)), remind_askers(after(4)), remind_askers(after(9))) == (1, 0, 0)
    deliver_all()

    (mail,) = [mail for mail in mailoutbox if f"{question.get_absolute_url()}#thread" in mail.body]
    assert (mail.to, question.title in mail.subject) == ([asker.email], True)
    assert "2 respuestas" in mail.body
    assert "¿" in mail.subject
    assert reminders() == 1


def test_nobody_is_reminded_of_answers_that_nobody_found_useful(answer, person, viewer, events):
    assert remind_askers(after(4)) == 0

    vote(answer, viewer(person()), -1)
    assert remind_askers(after(4)) == 0
    assert events(AskerReminded) == []


def test_ones_own_answer_counts_for_nothing(question, answer_it, asker, person, viewer):
    vote(answer_it(question, by=asker), viewer(person()), 1)

    assert remind_askers(after(4)) == 0


def accepted(answer, asker, viewer):
    accept_answer(answer, viewer(asker))


def said_not_solved(answer, asker, viewer):
    not_solved(answer.question, viewer(asker))


def closed(answer, asker, viewer):
    close(answer.question, viewer(asker, is_staff=True), "Asked before")


def hidden(answer, asker, viewer):
    hide("qa.answer", answer.pk, HOUSE)


def imported(answer, asker, viewer):
    ImportedRef.objects.create(source="old", kind="qa.question", foreign_id="7", local_id=answer.question_id)


@pytest.mark.parametrize("what", [accepted, said_not_solved, closed, hidden, imported])
def test_nobody_is_reminded_who_has_decided_or_did_not_ask_here(useful, asker, viewer, what):
    what(useful, asker, viewer)

    assert remind_askers(after(4)) == 0


@pytest.mark.parametrize("what", [accepted, said_not_solved, closed, hidden])
def test_who_decides_before_the_mail_goes_out_gets_none(useful, asker, viewer, deliver_all, what):
    assert remind_askers(after(3)) == 1
    what(useful, asker, viewer)

    deliver_all()

    assert reminders() == 0


def test_who_said_not_solved_is_asked_about_later_answers(useful, asker, answer_it, person, viewer):
    not_solved(useful.question, viewer(asker))

    vote(answer_it(useful.question, body="Then look at the belt."), viewer(person()), 1)

    assert remind_askers(after(4)) == 1


def test_old_threads_are_left_alone(useful):
    assert remind_askers(after(31)) == 0


def test_an_unclaimed_person_gets_no_mail(useful, asker, deliver_all, mailoutbox):
    type(asker).objects.filter(pk=asker.pk).update(imported=True)

    remind_askers(after(3))
    deliver_all()

    assert mailoutbox == []


def test_the_question_page_asks_the_asker_alone_until_they_have_decided(useful, asker, person, client_for):
    browser, address = client_for(asker), useful.question.get_absolute_url()
    words = "Did one of these solve it?"
    assert words in browser.get(address).content.decode()
    assert words not in client_for(person(roles=["agent"])).get(address).content.decode()

    accepting = f"/questions/answers/{useful.pk}/accept/"
    assert words not in browser.post(accepting, headers={"HX-Request": "true"}).content.decode()
    browser.post(f"/questions/answers/{useful.pk}/withdraw/")
    assert words in browser.get(address).content.decode()

    browser.post(f"/questions/{useful.question_id}/-/not-solved/")
    assert words not in browser.get(address).content.decode()
    assert Question.objects.get(pk=useful.question_id).state == "answered"
