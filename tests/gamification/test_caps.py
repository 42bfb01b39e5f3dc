"""The daily cap of 200 points from votes, counted on the date of the cause."""

from datetime import UTC, datetime, timedelta

import pytest

from gamification.actions.recount import recount
from gamification.actions.settle import settle
from gamification.causes import VOTE
from gamification.models import PointsEntry
from qa.actions.accept_answer import accept_answer
from qa.models import Vote

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOON = datetime(2026, 5, 4, 18, tzinfo=UTC)


@pytest.fixture
def upvotes(answer):
    """``upvotes(25)``: that many imported votes, which name no voter, a minute apart."""

    def make(count, since=NOON, value=1):
        common = {"kind": "qa.answer", "object_id": answer.pk, "voter": None, "value": value}
        votes = [Vote(**common, at=since + timedelta(minutes=number)) for number in range(count)]
        return [vote.pk for vote in Vote.objects.bulk_create(votes)]

    return make


def test_a_day_of_votes_earns_two_hundred_at_most(answer, upvotes, points):
    settle(VOTE, upvotes(25))

    assert points(answer.author) == 200
    assert PointsEntry.objects.filter(points=0, due=10).count() == 5


def test_the_next_day_counts_apart(answer, upvotes, points):
    settle(VOTE, [*upvotes(25), *upvotes(3, since=NOON + timedelta(days=1))])

    assert points(answer.author) == 230


def test_accepted_answers_stand_outside_the_cap(question, answer, upvotes, viewer, deliver_all, points):
    settle(VOTE, upvotes(25))

    accept_answer(answer, by=viewer(question.author))
    deliver_all()

    assert points(answer.author) == 215


def test_losses_are_not_capped(answer, upvotes, points):
    settle(VOTE, [*upvotes(25), *upvotes(2, value=-1)])

    assert points(answer.author) == 196


def test_a_vote_taken_back_makes_room_for_one_over_the_cap(answer, upvotes, points):
    ids = upvotes(25)
    settle(VOTE, ids)

    Vote.objects.filter(pk=ids[0]).update(value=0)
    settle(VOTE, [ids[0]])
    assert points(answer.author) == 200

    Vote.objects.filter(pk__in=ids[1:6]).update(value=0)
    settle(VOTE, ids[1:6])
    assert points(answer.author) == 190


def test_the_order_of_settling_changes_no_total(answer, upvotes, points):
    ids = upvotes(25)
    for pk in reversed(ids):
        settle(VOTE, [pk])

    assert points(answer.author) == 200
    assert recount().right


def test_a_vote_cast_again_counts_for_the_day_of_the_new_vote(answer, upvotes, points):
    (pk,) = upvotes(1)
    settle(VOTE, [pk])
    Vote.objects.filter(pk=pk).update(value=0)
    settle(VOTE, [pk])
    Vote.objects.filter(pk=pk).update(value=1, at=NOON + timedelta(days=2))
    settle(VOTE, [pk])

    by_day = {entry.day.day: 0 for entry in PointsEntry.objects.all()}
    for entry in PointsEntry.objects.all():
        by_day[entry.day.day] += entry.points
    assert by_day == {4: 0, 6: 10}
    assert points(answer.author) == 10


@pytest.mark.parametrize("count", [2, 50])
def test_settling_costs_the_same_however_many_causes(answer, upvotes, count, django_assert_num_queries):
    settle(VOTE, upvotes(1, since=NOON - timedelta(days=9)))
    ids = upvotes(count)

    with django_assert_num_queries(10):
        settle(VOTE, ids)
