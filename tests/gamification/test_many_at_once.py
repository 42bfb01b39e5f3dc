"""Several workers settle votes of one day at once: the cap holds and the totals agree with the ledger."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from gamification.actions.recount import recount
from gamification.actions.settle import settle
from gamification.causes import VOTE
from qa.models import Vote

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

NOON = datetime(2026, 5, 4, 18, tzinfo=UTC)
WORKERS = 4


def test_the_cap_of_a_day_holds(answer, points):
    common = {"kind": "qa.answer", "object_id": answer.pk, "voter": None, "value": 1}
    votes = Vote.objects.bulk_create(Vote(**common, at=NOON + timedelta(minutes=number)) for number in range(28))

    def work(number):
        try:
            for vote in votes[number::WORKERS]:
                settle(VOTE, [vote.pk])
                settle(VOTE, [vote.pk])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(work, range(WORKERS)))

    assert points(answer.author) == 200
    assert recount().right
