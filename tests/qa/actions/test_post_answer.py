import pytest
from django.core.exceptions import PermissionDenied

from core.events.content import ContentHeld
from core.ports.admission import PUBLISH
from qa.actions.close import close
from qa.actions.post_answer import post_answer
from qa.events import AnswerPosted
from qa.models import Answer

pytestmark = pytest.mark.django_db


def test_an_answer_is_counted_and_moves_the_question_up(question, answer_it, events):
    before = question.activity_at, question.revision

    answer = answer_it(question)

    question.refresh_from_db()
    assert (question.answer_count, question.state) == (1, "answered")
    assert (question.activity_at, question.revision) > before
    assert events(AnswerPosted) == [{"answer_id": answer.pk, "question_id": question.pk, "author_id": answer.author_id}]


def test_a_held_answer_changes_nothing_on_the_question(question, answer_it, admission, events):
    admission("hold", "watched_words")

    answer = answer_it(question)

    question.refresh_from_db()
    assert (answer.visibility, question.answer_count, question.state) == ("pending", 0, "open")
    assert events(ContentHeld)[0]["reasons"] == ["watched_words"]


def test_an_agents_reply_from_the_case_desk_skips_admission(question, answer_it, admission, person):
    admission("hold", "watched_words")

    answer = answer_it(question, by=person(roles=["agent"]), origin="agent", admitted=True)

    assert (answer.visibility, answer.origin) == ("public", "agent")


def test_the_same_form_sent_twice_makes_one_answer(question, answer_it, person):
    by = person()

    assert answer_it(question, by=by, nonce="n") == answer_it(question, by=by, nonce="n")
    assert Answer.objects.count() == 1


def test_nobody_answers_a_held_question(ask, admission, viewer, person):
    admission("hold")
    held = ask()
    admission("publish")

    for by in (viewer(held.author), viewer(person(), is_staff=True)):
        with pytest.raises(PermissionDenied):
            post_answer(held, by, "x")


def test_a_closed_question_takes_answers_of_staff_alone(question, viewer, person):
    closed = close(question, viewer(person(), is_staff=True), "Solved elsewhere")

    with pytest.raises(PermissionDenied):
        post_answer(closed, viewer(person()), "x")
    assert post_answer(closed, viewer(person(), is_staff=True), "x").is_public


def test_the_askers_answer_lifts_needs_info(question, answer_it, asker, viewer, person):
    from qa.actions.needs_info import needs_info

    needs_info(question, viewer(person(), is_staff=True))

    answer_it(question, by=asker)

    question.refresh_from_db()
    assert question.state == "answered"


def test_an_answer_is_judged_by_its_own_words_not_the_questions(question, answer_it, monkeypatch):
    seen = []
    monkeypatch.setattr("core.ports.admission._provider", lambda draft, viewer: seen.append(draft) or PUBLISH)

    answer_it(question, body="Half of it.")

    [draft] = seen
    assert (draft.title, draft.body.strip()) == ("", "Half of it.")
