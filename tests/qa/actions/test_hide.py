import pytest

from core.events.content import ContentHidden, ContentRestored
from core.viewer import HOUSE
from qa.actions.accept_answer import accept_answer
from qa.actions.hide import hide, restore
from qa.events import AcceptanceWithdrawn, AnswerAccepted, QuestionAsked
from qa.models import Question, Tag

pytestmark = pytest.mark.django_db


def test_hiding_and_restoring_an_accepted_answer_undoes_everything(answer, asker, viewer, events):
    accept_answer(answer, viewer(asker))

    hide("qa.answer", answer.pk, HOUSE)

    question = Question.objects.get(pk=answer.question_id)
    assert (question.state, question.answer_count, question.accepted) == ("open", 0, None)
    assert events(AcceptanceWithdrawn)[0]["by_id"] is None

    restore("qa.answer", answer.pk, HOUSE)

    question = Question.objects.get(pk=answer.question_id)
    assert (question.state, question.answer_count, question.accepted) == ("solved", 1, answer)
    assert [event["by_id"] for event in events(AnswerAccepted)] == [asker.pk, asker.pk]
    assert len(events(ContentHidden)) == len(events(ContentRestored)) == 1


def test_a_hidden_question_leaves_the_counts_of_its_tags(question):
    hide("qa.question", question.pk, HOUSE)
    hide("qa.question", question.pk, HOUSE)
    assert Tag.objects.get(slug="drum").count == 0

    restore("qa.question", question.pk, HOUSE)
    assert Tag.objects.get(slug="drum").count == 1


def test_held_content_that_is_turned_down_is_refused_and_may_still_be_published(ask, admission, events):
    admission("hold")
    held = ask()

    hide("qa.question", held.pk, HOUSE)
    held.refresh_from_db()
    assert held.visibility == "refused"

    restore("qa.question", held.pk, HOUSE)
    held.refresh_from_db()
    assert held.visibility == "public"
    assert len(events(QuestionAsked)) == 1


def test_a_comment_goes_and_comes_back(question, comment_on):
    written = comment_on(question)

    hide("qa.comment", written.pk, HOUSE)
    written.refresh_from_db()
    assert written.visibility == "hidden"

    restore("qa.comment", written.pk, HOUSE)
    written.refresh_from_db()
    assert written.visibility == "public"
