"""Two people at the same moment, on a real database file (and on PostgreSQL where the suite runs on it)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from moderation import audit
from moderation.actions.claim import claim
from moderation.actions.decide import decide
from moderation.actions.raise_flag import raise_flag
from moderation.conflicts import Conflict
from moderation.models import AuditEntry, ReviewItem

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def all_at_once(*calls):
    """What each call returned or raised, run at the same moment in a thread of its own."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait()
            return call()
        except Conflict as conflict:
            return conflict
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_many_claims_exactly_one_wins(held, person, viewer):
    item = held()
    moderators = [viewer(person(roles=("moderator",))) for _ in range(6)]

    results = all_at_once(*[lambda by=by: claim(item.pk, by) for by in moderators])

    winners = [result for result in results if isinstance(result, ReviewItem)]
    assert len(winners) == 1
    assert AuditEntry.objects.filter(action="claimed").count() == 1
    assert ReviewItem.objects.get().claimed_by_id == winners[0].claimed_by_id


def test_of_two_opposite_decisions_one_holds(held, moderator, other_moderator):
    item = held()

    results = all_at_once(
        lambda: decide(item.pk, moderator, "approved", version=item.version),
        lambda: decide(item.pk, other_moderator, "rejected", version=item.version, reason="spam"),
    )

    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert AuditEntry.objects.filter(action__in=["approved", "rejected"]).count() == 1


def test_many_flags_at_once_all_count_and_the_chain_stays_whole(question, card, person, viewer):
    target = card(question)
    reporters = [viewer(person(), trust=0) for _ in range(8)]

    all_at_once(*[lambda by=by: raise_flag(target, by, "spam") for by in reporters])

    item = ReviewItem.objects.get()
    assert (item.score, item.flags.count(), item.hidden) == (8, 8, True)
    assert item.history.filter(action="flagged").count() == 8
    assert item.history.filter(action="hidden").count() == 1
    assert list(audit.problems()) == []
