"""Two people at the same moment, on a real database file (and on PostgreSQL where the suite runs on it)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.content import content
from core.viewer import HOUSE
from moderation import audit
from moderation.actions.claim import claim
from moderation.actions.decide import decide
from moderation.actions.raise_flag import raise_flag
from moderation.conflicts import Conflict
from moderation.models import AuditEntry, ReviewItem
from qa.actions.post_answer import post_answer

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


def test_flags_and_decisions_in_one_thread_do_not_wait_for_each_other(question, person, viewer, moderator):
    """Each touches its text, the thread's question and the log: in one order, or PostgreSQL finds a deadlock."""
    answers = [post_answer(question, viewer(person(trust=1)), f"Answer number {n} of the thread") for n in range(8)]
    targets = [content["qa.answer"].card(answer.pk, HOUSE) for answer in answers]
    flagged = [raise_flag(target, viewer(person()), "spam").item for target in targets[:4]]
    agents = [viewer(person(roles=("agent",))) for _ in range(4)]

    all_at_once(
        *[lambda item=item: decide(item.pk, moderator, "rejected", version=item.version, reason="spam") for item in flagged],
        *[lambda t=t, by=by: raise_flag(t, by, "spam", take_action=True) for t, by in zip(targets[4:], agents, strict=True)],
    )

    assert {answer.visibility for answer in question.answers.all()} == {"hidden"}
    assert list(audit.problems()) == []
