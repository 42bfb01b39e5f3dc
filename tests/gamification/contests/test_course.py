"""A contest moves at its times, once; managers move it earlier or later with a reason."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core.models import EventRow
from gamification.contests.actions.move import cancel, move_due, move_on, reschedule
from gamification.contests.actions.vote import vote
from gamification.contests.forms import ContestForm
from gamification.contests.selectors import clock_of
from gamification.models import Contest, Entry, Move

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def told(name):
    return EventRow.objects.filter(name=f"gamification.{name}").count()


def test_each_state_is_reached_once_at_its_time(contest):
    running = contest("announced")
    for at, state in (
        (running.opens_at, "open"),
        (running.voting_at, "voting"),
        (running.judging_at, "judging"),
        (running.closes_at, "closed"),
    ):
        move_due(at - timedelta(seconds=1))
        running.refresh_from_db()
        assert running.state != state

        assert move_due(at) == 1
        assert move_due(at) == 0
        running.refresh_from_db()
        assert running.state == state

    assert [move.to_state for move in running.moves.all()] == ["announced", "open", "voting", "judging", "closed"]
    assert [told(name) for name in ("contest_announced", "contest_opened", "voting_opened", "judging_begun", "contest_closed")] == [1] * 5


def test_a_worker_that_slept_catches_up_through_every_state(contest):
    running = contest("announced")

    assert move_due(running.closes_at + timedelta(days=3)) == 4

    assert told("voting_opened") == 1


def test_a_draft_without_terms_waits(contest):
    running = contest("draft")

    assert move_due(running.closes_at) == 0


def test_by_points_there_is_no_voting(contest):
    running = contest("announced", method="points")

    move_due(running.closes_at)

    assert "voting" not in running.moves.values_list("to_state", flat=True)


def test_a_manager_goes_on_early_and_two_never_go_two_steps(contest, manager):
    running = contest("open")

    move_on(running, manager, "open", "Everybody is here")
    move_on(running, manager, "open", "Me too")

    running.refresh_from_db()
    assert running.state == "voting"
    move = running.moves.get(to_state="voting")
    assert (move.reason, move.by_id) == ("Everybody is here", manager.user_id)
    assert move.due_at > move.at


def test_later_with_a_reason(contest, manager):
    running = contest("open")
    later = running.voting_at + timedelta(minutes=20)

    reschedule(running, manager, {"voting_at": later}, "People asked for it")

    running.refresh_from_db()
    assert running.voting_at == later
    assert Move.objects.filter(from_state="open", to_state="open", reason="People asked for it").exists()


def test_what_has_begun_and_what_is_past_can_not_be_changed(contest, manager):
    running = contest("open")

    for times in (
        {"opens_at": timezone.now() + timedelta(minutes=5)},
        {"voting_at": timezone.now() - timedelta(minutes=1)},
        {"voting_at": running.closes_at},
    ):
        with pytest.raises(ValidationError):
            reschedule(running, manager, times, "Because")


def test_cancelled_with_a_reason_stays_so(contest, manager):
    running = contest("voting")

    cancel(running, manager, "The prize is broken")
    cancel(running, manager, "Again")
    assert move_due(running.closes_at) == 0

    running.refresh_from_db()
    assert (running.state, running.cancelled_reason, running.cancelled_from) == ("cancelled", "The prize is broken", "voting")
    assert told("contest_cancelled") == 1


@pytest.mark.parametrize(
    "act", [lambda c, by: move_on(c, by, "open", "x"), lambda c, by: cancel(c, by, "x"), lambda c, by: reschedule(c, by, {}, "x")]
)
def test_only_managers_run_contests(contest, person, viewer, act):
    with pytest.raises(PermissionDenied):
        act(contest(), viewer(person(roles=("moderator",))))


def test_most_votes_win_and_of_two_equals_the_earlier_entry(contest, entry, person, viewer):
    running = contest("voting", winners=2)
    first, second, third, nobody = (entry(running) for _ in range(4))
    for made, count in ((first, 1), (second, 2), (third, 1)):
        for _ in range(count):
            vote(made, viewer(person()))

    move_due(running.closes_at)

    places = list(Entry.objects.order_by("place").values_list("pk", "place", "won"))
    assert places == [(second.pk, 1, True), (first.pk, 2, True), (third.pk, 3, False), (nobody.pk, 4, False)]
    assert told("contest_won") == 2


def test_one_prize_each(contest, entry, person, viewer):
    running, ana = contest("voting", winners=2, entries_each=2), person()
    for made, count in ((entry(running, ana), 3), (entry(running, ana), 2), (entry(running), 1)):
        for _ in range(count):
            vote(made, viewer(person()))

    move_due(running.closes_at)

    assert list(Entry.objects.filter(won=True).order_by("place").values_list("place", flat=True)) == [1, 3]


def test_nothing_is_won_with_nought(contest, entry):
    running = contest("voting")
    entry(running)

    move_due(running.closes_at)

    assert not Entry.objects.filter(won=True).exists()


def test_by_points_what_the_entry_earned_decides(contest, entry, person, viewer, deliver_all):
    from qa.actions.vote import vote as vote_up
    from qa.models import Question

    running = contest("open", method="points")
    poor, rich = entry(running), entry(running)
    for _ in range(2):
        vote_up(Question.objects.get(pk=rich.object_id), viewer(person()), 1)
    deliver_all()

    move_due(running.closes_at)

    assert list(Entry.objects.order_by("place").values_list("pk", "points", "won")) == [(rich.pk, 10, True), (poor.pk, 0, False)]


def test_winners_hold_the_winners_badge(contest, entry, person, viewer, deliver_all):
    from gamification.models import Award

    running = contest("voting")
    made = entry(running)
    vote(made, viewer(person()))

    move_due(running.closes_at)
    deliver_all()

    held = Award.objects.standing().filter(person=made.person).values_list("badge__slug", flat=True)
    assert {"contest-winner", "contestant"} <= set(held)


def form_of(**times):
    data = {"slug": "x", "tag": "recipes", "method": "votes", "enters": "threads", "winners": 1, "zone": "Europe/Madrid", "entries_each": 1}
    data |= {"votes_each": 1, "min_trust": 0, "min_rank": 0, "name_es": "X", "lead_es": "X", "name_en": "X", "lead_en": "X"}
    return ContestForm(data | {"voting_at": "2027-03-20T10:00", "judging_at": "2027-04-20T10:00", "closes_at": "2027-05-20T10:00"} | times)


def test_times_are_read_by_the_clock_of_the_contests_place():
    form = form_of(opens_at="2027-03-01T09:00", voting_at="2027-03-28T09:00")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["opens_at"] == datetime(2027, 3, 1, 8, tzinfo=ZoneInfo("UTC"))
    assert form.cleaned_data["voting_at"] == datetime(2027, 3, 28, 7, tzinfo=ZoneInfo("UTC"))  # summer time since two that night


@pytest.mark.parametrize("time", ["2027-03-28T02:30", "2027-10-31T02:30"])
def test_an_hour_that_is_skipped_or_comes_twice_is_refused(time):
    assert "opens_at" in form_of(opens_at=time).errors


def test_the_clock_counts_through_a_change_of_clocks():
    zone = ZoneInfo("Europe/Madrid")
    running = Contest(state="open", method="votes", zone="Europe/Madrid", opens_at=datetime(2027, 3, 1, tzinfo=zone))
    running.voting_at = datetime(2027, 3, 28, 12, tzinfo=zone)

    clock = clock_of(running, now=datetime(2027, 3, 27, 12, tzinfo=zone))

    assert (clock.days, clock.hours, clock.minutes) == (0, 23, 0)
