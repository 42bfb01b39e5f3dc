from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from config.periodic import recompute_trust, trust_facts
from core.models import Interaction
from gamification.actions.settle import settle
from qa.models import Answer, Question, Vote

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

TEXT = {"body_source": "x", "body_html": "<p>x</p>", "body_text": "x", "renderer": "t"}


@pytest.fixture
def active(person):
    """``active(ana)``: ana answered another's question, was voted up, voted, and read three minutes."""

    def make(somebody):
        question = Question.objects.create(title="T", slug="t", lang="en", author=person(), **TEXT)
        answer = Answer.objects.create(question=question, author=somebody, **TEXT)
        up = Vote.objects.create(kind="qa.answer", object_id=answer.pk, voter=question.author, value=1)
        Vote.objects.create(kind="qa.question", object_id=question.pk, voter=somebody, value=1)
        settle("qa.vote", [up.pk])
        Interaction.objects.create(kind="view", person=somebody, ref_kind="qa.question", ref_id=question.pk)
        Interaction.objects.create(kind="dwell", person=somebody, ref_kind="qa.question", ref_id=question.pk, seconds=180)
        User.objects.filter(pk=somebody.pk).update(days_visited=4, last_seen_on=timezone.now().date())
        return somebody

    return make


def test_facts_are_what_people_did(person, active):
    ana, newcomer = active(person()), person()

    facts = trust_facts([ana.pk, newcomer.pk])

    assert facts[ana.pk] == {
        "days_visited": 4,
        "topics_entered": 1,
        "minutes_read": 3,
        "topics_replied": 1,
        "likes_given": 1,
        "likes_received": 1,
    }
    assert facts[newcomer.pk] == {"days_visited": 0}


@pytest.mark.parametrize("count", [2, 50])
def test_facts_cost_the_same_for_2_and_for_50(person, count, django_assert_num_queries):
    ids = [person().pk for _ in range(count)]

    with django_assert_num_queries(6):
        trust_facts(ids)


def test_who_visited_is_raised_and_who_stayed_away_waits(person, active):
    ana, away = active(person()), active(person())
    User.objects.filter(pk=away.pk).update(last_seen_on=timezone.now().date() - timedelta(days=9))

    recompute_trust()

    assert User.objects.get(pk=ana.pk).trust_level == 1
    assert User.objects.get(pk=away.pk).trust_level == 0
