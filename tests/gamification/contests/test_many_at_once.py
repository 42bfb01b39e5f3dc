"""Several people, and one person in several windows, act at once: votes, entries, awards and moves happen once each."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from gamification.actions.award import look_again
from gamification.contests.actions.enter import accept_terms, enter
from gamification.contests.actions.move import move_due
from gamification.contests.actions.vote import VoteRefused, vote
from gamification.contests.eligibility import RefusedToEnter
from gamification.models import Award, Badge, ContestVote, Entry, Move
from qa.models import Answer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

AT_ONCE = 4


def at_once(work):
    """What each of `AT_ONCE` calls of ``work(number)`` gave; refusals count as None."""

    def run(number):
        try:
            return work(number)
        except (VoteRefused, RefusedToEnter):
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as workers:
        return list(workers.map(run, range(AT_ONCE)))


def test_nobody_gives_more_votes_than_they_have(contest, entry, person, viewer):
    running, ana = contest("voting", votes_each=2), viewer(person())
    entries = [entry(running) for _ in range(AT_ONCE)]

    at_once(lambda number: vote(entries[number], ana))

    assert ContestVote.objects.count() == 2
    assert sum(Entry.objects.values_list("votes", flat=True)) == 2


def test_every_vote_of_many_people_counts(contest, entry, person, viewer):
    made = entry(contest("voting"))
    voters = [viewer(person()) for _ in range(AT_ONCE)]

    at_once(lambda number: vote(made, voters[number]))

    assert Entry.objects.get().votes == ContestVote.objects.count() == AT_ONCE


def test_nobody_enters_more_than_they_may(contest, recipe, person, viewer):
    running, ana = contest(entries_each=1), person()
    accept_terms(running, viewer(ana), 1, "en")
    recipes = [recipe(ana) for _ in range(2)]

    at_once(lambda number: enter(running, "qa.question", recipes[number % 2].pk, viewer(ana)))

    assert Entry.objects.standing().count() == 1


def test_a_badge_is_awarded_once_however_many_workers_look(question, answer):
    badge = Badge.objects.get(slug="first-answer")
    author = Answer.objects.get(pk=answer.pk).author_id

    at_once(lambda _number: look_again([author], badges=[badge]))

    assert Award.objects.filter(badge=badge, person=author).count() == 1


def test_a_contest_moves_once_however_many_clocks_tick(contest):
    running = contest("announced")

    moves = at_once(lambda _number: move_due(running.closes_at))

    assert sum(moves) == 4
    assert Move.objects.filter(contest=running).count() == 5
