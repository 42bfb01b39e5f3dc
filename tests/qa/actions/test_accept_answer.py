import pytest
from django.core.exceptions import PermissionDenied

from core.viewer import HOUSE
from qa.actions.accept_answer import ReasonNeeded, accept_answer, withdraw_acceptance
from qa.actions.hide import hide
from qa.events import AcceptanceWithdrawn, AnswerAccepted

pytestmark = pytest.mark.django_db


def test_the_asker_accepts_once(answer, asker, viewer, events):
    for _ in range(2):
        question = accept_answer(answer, viewer(asker))

    assert (question.state, question.accepted, question.accepted_by_id) == ("solved", answer, asker.pk)
    assert events(AnswerAccepted) == [{"answer_id": answer.pk, "question_id": question.pk, "by_id": asker.pk}]


def test_accepting_another_one_withdraws_the_first(question, answer, answer_it, asker, viewer, events):
    second = answer_it(question)
    accept_answer(answer, viewer(asker))

    question = accept_answer(second, viewer(asker))

    assert question.accepted == second
    assert [event["answer_id"] for event in events(AcceptanceWithdrawn)] == [answer.pk]


def test_withdrawing_waits_for_answers_again(answer, asker, viewer):
    accept_answer(answer, viewer(asker))

    question = withdraw_acceptance(answer, viewer(asker))

    assert (question.state, question.accepted, question.accepted_at) == ("answered", None, None)


@pytest.mark.parametrize("facts, allowed", [({}, False), ({"trust": 3}, False), ({"trust": 4}, True), ({"is_staff": True}, True)])
def test_who_else_may_accept(answer, person, viewer, facts, allowed):
    other = viewer(person(), **facts)

    if allowed:
        assert accept_answer(answer, other, "It is in the manual").accepted == answer
    else:
        with pytest.raises(PermissionDenied):
            accept_answer(answer, other, "It is in the manual")


def test_a_held_answer_cannot_be_accepted(question, answer_it, admission, asker, viewer):
    admission("hold")
    held = answer_it(question)

    with pytest.raises(PermissionDenied):
        accept_answer(held, viewer(asker))


@pytest.mark.parametrize("facts", [{"trust": 4}, {"is_staff": True}])
def test_whoever_accepts_in_the_askers_place_says_why(answer, asker, person, viewer, facts, events):
    other = viewer(person(), **facts)
    with pytest.raises(ReasonNeeded):
        accept_answer(answer, other, "  ")
    assert events(AnswerAccepted) == []

    assert accept_answer(answer, other, " It is in\nthe manual ").accepted_reason == "It is in the manual"
    assert withdraw_acceptance(answer, viewer(asker)).accepted_reason == ""


def test_an_answer_that_was_hidden_meanwhile_cannot_be_accepted(answer, asker, viewer):
    hide("qa.answer", answer.pk, HOUSE)
    assert answer.is_public  # as the page had read it

    with pytest.raises(PermissionDenied):
        accept_answer(answer, viewer(asker))
