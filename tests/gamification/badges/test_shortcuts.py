"""A live event looks only at what it may have changed; what that leaves agrees with looking at everything."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.content import content
from core.viewer import HOUSE
from gamification.actions.award import look_again
from gamification.badges.plant import plant
from gamification.consistency import awards_are_their_rules
from gamification.models import Award, Badge
from qa.actions.accept_answer import accept_answer, withdraw_acceptance
from qa.actions.ask_question import ask_question
from qa.actions.comment import comment
from qa.actions.post_answer import post_answer
from qa.actions.vote import vote
from qa.models import ANSWER, COMMENT, QUESTION, Answer, Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_kinds(badge):
    """A badge of every shape that a rule can have, with thresholds that a short play reaches."""
    Badge.objects.filter(slug__in=["good-answer", "one-year"]).update(enabled=True)
    for series in ("answers", "questions", "comments", "days", "votes_given", "upvotes", "people_helped", "solved_questions"):
        badge(f"{series}-1".replace("_", "-"), series=series)
        badge(f"{series}-2".replace("_", "-"), series=series, threshold=2)
        badge(f"{series}-2x".replace("_", "-"), series=series, threshold=2, repeatable=True)
        badge(f"{series}-stays".replace("_", "-"), series=series, threshold=2, withdraws=False)
    badge("each-solution", series="solutions", repeatable=True)
    badge("each-answer", series="answers", repeatable=True)
    badge("rush", series="answers", threshold=2, window_days=1, repeatable=True)
    badge("later", series="answers", threshold=1, active_from=timezone.now() + timedelta(days=1))
    badge("formula", rule="formula", series="", formula="answers >= 2 and people_helped >= 1")
    badge("few", rule="formula", series="", formula="comments >= 1 and answers < 2")
    badge("points", rule="formula", series="", formula="points >= 10")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_random_play_leaves_the_awards_that_the_rules_give(all_kinds, person, viewer, deliver_all, seed):
    chance, people = random.Random(seed), [person() for _ in range(4)]
    ask_question(viewer(people[0]), title="The drum does not turn", body="It hums.", lang="en", tags=[])

    for turn in range(24):
        play(chance, viewer(chance.choice(people)), turn)
        if chance.random() < 0.7:
            deliver_all()
    deliver_all()

    assert list(awards_are_their_rules()) == []
    assert Award.objects.standing().count() > 5


def play(chance, who, turn):
    """One thing that somebody does; what isn't allowed happens to nobody."""
    question = chance.choice(list(Question.objects.all()))
    answers = list(Answer.objects.filter(visibility="public", question__visibility="public"))
    deed = chance.choice(["ask", "answer", "answer", "comment", "vote", "vote", "vote", "accept", "withdraw", "hide", "restore"])
    if deed == "ask":
        ask_question(who, title=f"Another noise, number {turn}", body="It hums.", lang="en", tags=[])
    elif deed == "answer" and question.is_public:
        post_answer(question, who, f"Clean the filter, as in step {turn}.")
    elif deed == "comment" and question.is_public:
        comment(question, who, f"Which filter do you mean in {turn}?")
    elif deed == "vote" and answers:
        on = chance.choice(answers)
        if on.author_id != who.user_id:
            vote(on, who, chance.choice([1, 1, 1, 0, -1]))
    elif deed in ("accept", "withdraw") and answers:
        judged = chance.choice(answers)
        accept_answer(judged, HOUSE, "It is so") if deed == "accept" else withdraw_acceptance(judged, HOUSE)
    elif deed in ("hide", "restore"):
        kind, model = chance.choice([(QUESTION, Question), (ANSWER, Answer)])
        rows = list(model.objects.values_list("pk", flat=True))
        if rows:
            content[kind].hide(rows[-1], HOUSE, "spam") if deed == "hide" else content[kind].restore(rows[-1], HOUSE)


def test_what_was_answered_on_a_hidden_question_counts_no_more_for_those_who_answered(badge, held, answer, deliver_all):
    goes = badge()
    deliver_all()
    assert held(goes, answer.author) == ["once"]

    content[QUESTION].hide(answer.question_id, HOUSE, "spam")
    deliver_all()
    assert held(goes, answer.author) == []

    content[QUESTION].restore(answer.question_id, HOUSE)
    deliver_all()
    assert held(goes, answer.author) == ["once"]


@pytest.mark.parametrize("many", [2, 40])
def test_a_vote_reads_no_history(answer_of, question, person, viewer, cast, deliver_all, many):
    Badge.objects.update(enabled=False)
    plant()
    Badge.objects.update(enabled=True)
    helper = person()
    answers = [
        Answer.objects.create(question=question, author=helper, body_source="x", body_html="x", body_text="x", renderer="1")
        for _ in range(many)
    ]
    look_again([helper.pk], told=False)
    cast(answers[0])

    with CaptureQueriesContext(connection) as queries:
        deliver_all()

    asked = [query["sql"] for query in queries if "qa_vote" in query["sql"] or "gamification_a" in query["sql"]]
    assert len(asked) <= VOTE_COST
    assert not any(COMMENT in sql for sql in asked)


VOTE_COST = 14
