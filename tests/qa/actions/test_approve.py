import pytest

from core.events.content import ContentApproved, ContentHeld
from core.viewer import HOUSE
from qa.actions.approve import approve, hold
from qa.events import AnswerPosted, QuestionAsked
from qa.models import Question, Tag

pytestmark = pytest.mark.django_db


def test_approving_publishes_with_all_that_follows(ask, admission, events):
    admission("hold")
    held = ask(tags=["drum"])

    approve("qa.question", held.pk, HOUSE)
    approve("qa.question", held.pk, HOUSE)

    held.refresh_from_db()
    assert held.visibility == "public"
    assert Tag.objects.get(slug="drum").count == 1
    assert len(events(QuestionAsked)) == len(events(ContentApproved)) == 1


def test_an_approved_answer_is_counted(question, answer_it, admission, events):
    admission("hold")
    held = answer_it(question)

    approve("qa.answer", held.pk, HOUSE)

    assert Question.objects.get(pk=question.pk).answer_count == 1
    assert len(events(AnswerPosted)) == 1


def test_undoing_an_approval_holds_it_again_and_asks_only_once(ask, admission, events):
    admission("hold")
    held = ask()
    approve("qa.question", held.pk, HOUSE)

    hold("qa.question", held.pk, HOUSE)
    held.refresh_from_db()
    assert held.visibility == "pending"

    approve("qa.question", held.pk, HOUSE)
    assert (len(events(ContentHeld)), len(events(QuestionAsked))) == (2, 1)
