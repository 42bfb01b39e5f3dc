"""Twenty people post at the same moment, on a database in a file: nobody sees an error, and every counter adds up."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from core.viewer import HOUSE
from qa.actions.accept_answer import accept_answer
from qa.actions.ask_question import ask_question
from qa.actions.comment import comment
from qa.actions.edit import edit_answer, edit_comment
from qa.actions.hide import hide, restore
from qa.actions.post_answer import post_answer
from qa.actions.vote import vote
from qa.models import Answer, Comment, Question, Tag, Vote

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

PEOPLE = 20


def at_once(work: Callable[[int], Any], times: int = PEOPLE) -> list[Any]:
    """Run ``work(0…)`` on as many threads, each with a connection of its own, started together."""
    start = Barrier(times)

    def run(number: int) -> Any:
        start.wait(30)
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_twenty_people_ask_answer_comment_and_vote(ask, person, viewer):
    people = [viewer(person()) for _ in range(PEOPLE)]
    question = ask(tags=["drum"])

    def take_part(number: int) -> None:
        by, other = people[number], people[number - 1]
        for round_number in range(3):
            asked = ask_question(by, title=f"Question {number} of round {round_number}", body="x", lang="en", tags=["drum", f"t{number}"])
            answer = post_answer(question, by, f"Answer {round_number}")
            comment(question, by, "Me too")
            vote(question, by, 1)
            vote(answer, other, 1)
            accept_answer(post_answer(asked, other, "Filter"), by)

    at_once(take_part)

    question.refresh_from_db()
    assert (question.answer_count, question.score) == (3 * PEOPLE, PEOPLE)
    assert Question.objects.filter(state="solved").count() == 3 * PEOPLE
    assert Comment.objects.count() == 3 * PEOPLE
    assert Answer.objects.filter(question=question, score=1).count() == 3 * PEOPLE
    assert Vote.objects.count() == PEOPLE + 3 * PEOPLE
    assert Tag.objects.get(slug="drum").count == 3 * PEOPLE + 1


def test_twenty_browsers_post_at_once(client_for, person, question):
    browsers = [client_for(person(), raise_request_exception=False) for _ in range(PEOPLE)]

    def post(number: int) -> set[int]:
        browser = browsers[number]
        asked = {"title": f"The drum of machine {number} stands still", "body": "x", "lang": "en", "tags": "drum"}
        return {
            browser.post("/questions/ask/", asked).status_code,
            browser.post(f"/questions/{question.pk}/-/answer/", {"body": "Filter"}).status_code,
            browser.post(f"/questions/{question.pk}/-/comment/", {"body": "Me too"}).status_code,
            browser.post(f"/questions/{question.pk}/-/vote/", {"value": "1"}).status_code,
        }

    assert set().union(*at_once(post)) == {302}
    question.refresh_from_db()
    assert (question.answer_count, question.score) == (PEOPLE, PEOPLE)


def test_one_form_sent_ten_times_at_once_makes_one_question(client_for, person):
    author = person()
    browsers = [client_for(author, raise_request_exception=False) for _ in range(10)]
    typed = {"title": "The drum does not turn any more", "body": "x", "lang": "en", "tags": "drum", "nonce": "n1"}

    responses = at_once(lambda number: browsers[number].post("/questions/ask/", typed), times=10)

    assert {response.status_code for response in responses} == {302}
    assert len({response["Location"] for response in responses}) == 1
    assert Question.objects.count() == 1
    assert Tag.objects.get(slug="drum").count == 1


def test_one_person_votes_ten_times_at_once_and_counts_once(answer, person, viewer):
    by = viewer(person())

    at_once(lambda number: vote(Answer.objects.select_related("question").get(pk=answer.pk), by, 1), times=10)

    answer.refresh_from_db()
    assert answer.score == 1


def test_edits_and_decisions_at_once_wait_for_each_other_in_one_order(answer, person, viewer):
    editor = viewer(person(), is_staff=True)
    remark = comment(answer, editor, "Me too")

    def work(number: int) -> None:
        for again in range(5):
            if number % 2:
                edit_answer(Answer.objects.select_related("question").get(pk=answer.pk), editor, body=f"Filter {number} {again}")
                edit_comment(Comment.objects.select_related("question").get(pk=remark.pk), editor, body=f"Me too {number} {again}")
            else:
                for kind, pk in (("qa.answer", answer.pk), ("qa.comment", remark.pk)):
                    hide(kind, pk, HOUSE)
                    restore(kind, pk, HOUSE)

    at_once(work, times=6)

    answer.refresh_from_db()
    assert (answer.visibility, answer.edits) == ("public", 15)
