"""Each rule by what people do, through events and the relay."""

import pytest

from core.content import content
from core.viewer import HOUSE
from gamification.models import PersonPoints, PointsEntry
from moderation.events import FlagReopened, FlagUpheld
from qa.actions.accept_answer import accept_answer, withdraw_acceptance
from qa.actions.approve import approve, hold
from qa.actions.retract import retract, unretract

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_an_upvoted_answer_earns_ten_and_its_voter_nothing(answer, cast, deliver_all, points):
    voter = cast(answer)
    deliver_all()

    assert points(answer.author) == 10
    assert points(voter) == 0


def test_an_upvoted_question_earns_five(question, cast, deliver_all, points):
    cast(question)
    deliver_all()

    assert points(question.author) == 5


def test_a_downvoted_answer_costs_its_author_two_and_the_voter_one(answer, cast, deliver_all, points):
    voter = cast(answer, -1)
    deliver_all()

    assert points(answer.author) == -2
    assert points(voter) == -1


def test_a_downvoted_question_costs_its_author_alone(question, cast, deliver_all, points):
    voter = cast(question, -1)
    deliver_all()

    assert (points(question.author), points(voter)) == (-2, 0)


def test_taking_a_vote_back_returns_its_points_and_keeps_both_lines(answer, cast, deliver_all, points):
    voter = cast(answer)
    deliver_all()
    cast(answer, 0, by=voter)
    deliver_all()

    assert points(answer.author) == 0
    first, second = PointsEntry.objects.order_by("pk")
    assert (first.points, second.points, second.reverses) == (10, -10, first)
    assert second.day == first.day


def test_voting_to_and_fro_pays_what_stands_in_the_end(answer, cast, deliver_all, points):
    voter = cast(answer)
    for value in (-1, 1, 0, 1):
        cast(answer, value, by=voter)
        deliver_all()

    assert points(answer.author) == 10
    assert points(voter) == 0


def test_events_that_come_late_pay_the_same(answer, cast, deliver_all, points):
    voter = cast(answer)
    for value in (-1, 1, 0, -1):
        cast(answer, value, by=voter)
    deliver_all()

    assert points(answer.author) == -2


def test_acceptance_pays_author_and_asker_once(question, answer, viewer, deliver_all, points):
    asker = viewer(question.author)
    accept_answer(answer, by=asker)
    accept_answer(answer, by=asker)
    deliver_all()

    assert points(answer.author) == 15
    assert points(question.author) == 2
    assert PersonPoints.objects.get(person=answer.author).solutions == 1


def test_withdrawing_takes_both_back_and_accepting_again_pays_again(question, answer, viewer, deliver_all, points):
    asker = viewer(question.author)
    accept_answer(answer, by=asker)
    deliver_all()
    withdraw_acceptance(answer, by=asker)
    deliver_all()
    assert (points(answer.author), points(question.author)) == (0, 0)
    assert PersonPoints.objects.get(person=answer.author).solutions == 0

    accept_answer(answer, by=asker)
    deliver_all()

    assert (points(answer.author), points(question.author)) == (15, 2)


def test_accepting_another_answer_moves_the_points(question, answer, answer_of, viewer, deliver_all, points):
    asker, other = viewer(question.author), answer_of()
    accept_answer(answer, by=asker)
    accept_answer(other, by=asker)
    deliver_all()

    assert (points(answer.author), points(other.author), points(question.author)) == (0, 15, 2)


def test_an_answer_to_ones_own_question_earns_nothing(question, answer_of, viewer, deliver_all, points):
    own = answer_of(question.author)

    accept_answer(own, by=viewer(question.author))
    deliver_all()

    assert points(question.author) == 0


def test_staff_who_accept_their_own_answer_earn_nothing(question, person, answer_of, viewer, deliver_all, points):
    agent = person(roles=("agent",))

    accept_answer(answer_of(agent), by=viewer(agent), reason="It worked on my desk")
    deliver_all()

    assert (points(agent), points(question.author)) == (0, 0)


def test_the_asker_earns_nothing_when_staff_accept(question, answer, person, viewer, deliver_all, points):
    accept_answer(answer, by=viewer(person(roles=("agent",))), reason="It worked on my desk")
    deliver_all()

    assert (points(answer.author), points(question.author)) == (15, 0)


def test_what_its_author_took_back_earns_nothing_and_costs_nothing_until_it_is_back(answer, cast, viewer, deliver_all, points):
    cast(answer)
    downvoter = cast(answer, -1)
    deliver_all()
    assert (points(answer.author), points(downvoter)) == (8, -1)

    retract("qa.answer", answer.pk, viewer(answer.author))
    deliver_all()
    assert (points(answer.author), points(downvoter)) == (0, 0)

    unretract("qa.answer", answer.pk, viewer(answer.author))
    deliver_all()
    assert (points(answer.author), points(downvoter)) == (8, -1)


def test_removed_content_loses_its_points_and_ten_more_until_it_is_restored(question, answer, cast, viewer, deliver_all, points):
    cast(answer)
    downvoter = cast(answer, -1)
    accept_answer(answer, by=viewer(question.author))
    deliver_all()
    assert points(answer.author) == 23

    content["qa.answer"].hide(answer.pk, HOUSE, "spam")
    deliver_all()
    assert (points(answer.author), points(downvoter), points(question.author)) == (-10, 0, 0)

    content["qa.answer"].restore(answer.pk, HOUSE)
    deliver_all()
    assert points(downvoter) == -1
    assert points(answer.author) in (8, 23)


def flag(event, number, reporter):
    from django.db import transaction

    from core.events import record

    with transaction.atomic():
        record(event(flag_id=number, reporter_id=reporter.pk))


def test_an_upheld_flag_earns_two_until_the_decision_is_undone(person, deliver_all, points):
    reporter = person()
    flag(FlagUpheld, 1, reporter)
    deliver_all()
    assert points(reporter) == 2

    flag(FlagReopened, 1, reporter)
    deliver_all()

    assert points(reporter) == 0


def test_flags_earn_ten_a_day_at_most(person, deliver_all, points):
    reporter = person()
    for number in range(1, 8):
        flag(FlagUpheld, number, reporter)
    deliver_all()

    assert points(reporter) == 10


@pytest.mark.parametrize("kind", ["qa.question", "qa.answer"])
def test_what_waits_for_review_again_neither_earns_nor_costs(question, answer, cast, deliver_all, points, kind):
    post, earned = (question, 5) if kind == "qa.question" else (answer, 10)
    cast(post)
    deliver_all()

    hold(kind, post.pk, HOUSE)
    deliver_all()
    assert points(post.author) == 0

    content[kind].hide(post.pk, HOUSE, "spam")
    deliver_all()
    assert points(post.author) == -10

    hold(kind, post.pk, HOUSE)  # the refusal was undone
    deliver_all()
    assert points(post.author) == 0

    approve(kind, post.pk, HOUSE)
    deliver_all()
    assert points(post.author) == earned
