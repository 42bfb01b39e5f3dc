from datetime import timedelta

import pytest

from gamification.contests.actions.enter import withdraw
from gamification.contests.actions.vote import VoteRefused, take_back, vote
from gamification.models import Contest, ContestVote, Entry

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def votes(entry):
    return Entry.objects.get(pk=entry.pk).votes


def code_of(entry, by):
    with pytest.raises(VoteRefused) as refusal:
        vote(entry, by)
    assert str(refusal.value)
    return refusal.value.code


def test_a_vote_counts_once_and_can_be_taken_back(contest, entry, person, viewer):
    made, ana = entry(contest("voting", votes_each=2)), viewer(person())

    assert vote(made, ana) == 1
    assert vote(made, ana) == 1
    assert votes(made) == 1

    assert take_back(made, ana) == 2
    assert take_back(made, ana) == 2
    assert votes(made) == 0


def test_nobody_votes_for_their_own(contest, entry, viewer):
    made = entry(contest("voting"))

    assert code_of(made, viewer(made.person)) == "own"


def test_members_with_a_confirmed_address_alone(contest, entry, person, viewer):
    assert code_of(entry(contest("voting")), viewer(person(confirmed=False))) == "unconfirmed"


def test_each_has_so_many_votes(contest, entry, person, viewer):
    running, ana = contest("voting", votes_each=2), viewer(person())
    entries = [entry(running) for _ in range(3)]
    vote(entries[0], ana)
    vote(entries[1], ana)

    assert code_of(entries[2], ana) == "none_left"
    take_back(entries[0], ana)
    assert vote(entries[2], ana) == 0


def test_the_votes_of_a_withdrawn_entry_go_back_to_their_givers(contest, entry, person, viewer, manager):
    running, ana = contest("voting", votes_each=1), viewer(person())
    gone, other = entry(running), entry(running)
    vote(gone, ana)

    withdraw(gone, manager, "Copied")

    assert vote(other, ana) == 0
    assert code_of(gone, viewer(person())) == "withdrawn"


@pytest.mark.parametrize("state", ["open", "judging", "closed"])
def test_only_while_votes_are_open(contest, entry, person, viewer, state):
    assert code_of(entry(contest(state)), viewer(person())) == "closed"


def test_the_last_moment_holds_even_if_the_clock_has_not_moved_the_contest_yet(contest, entry, person, viewer):
    running = contest("voting")
    made = entry(running)
    Contest.objects.update(judging_at=running.voting_at + timedelta(seconds=1))

    assert code_of(made, viewer(person())) == "closed"


def test_too_many_votes_in_a_minute_are_refused(contest, entry, person, viewer):
    made, ana = entry(contest("voting")), viewer(person())
    for _ in range(30):
        vote(made, ana)
        take_back(made, ana)

    assert code_of(made, ana) == "too_fast"


def test_the_check_finds_totals_that_differ(contest, entry, person, viewer):
    from gamification.consistency import contest_votes_add_up

    made = entry(contest("voting"))
    vote(made, viewer(person()))
    assert list(contest_votes_add_up()) == []

    ContestVote.objects.all().delete()

    assert list(contest_votes_add_up()) == [f"entry {made.pk} has 1 votes, counted 0"]
