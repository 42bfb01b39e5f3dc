import pytest

from core.viewer import HOUSE
from qa import consistency
from qa.actions.accept_answer import accept_answer
from qa.actions.hide import hide, restore
from qa.models import Question, Tag

pytestmark = pytest.mark.django_db


def test_a_room_that_was_used_agrees_with_itself(question, answer_it, asker, viewer, ask, admission):
    answer = answer_it(question)
    accept_answer(answer, viewer(asker))
    hide("qa.answer", answer.pk, HOUSE)
    restore("qa.answer", answer.pk, HOUSE)
    hide("qa.question", ask(tags=["drum"]).pk, HOUSE)
    admission("hold")
    ask(tags=["drum"])

    assert [*consistency.counters(), *consistency.states()] == []


def test_what_was_changed_behind_its_back_is_named(question, answer):
    Question.objects.filter(pk=question.pk).update(answer_count=7, follower_count=9, state="solved")
    Tag.objects.filter(slug="drum").update(count=5)

    told = [*consistency.counters(), *consistency.states()]

    assert len(told) == 4
    assert f"question {question.pk} says 7 answers, has 1" in told
