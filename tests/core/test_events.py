from dataclasses import dataclass

import pytest
from django.db import transaction

from core import events
from core.events import Event, OutsideTransaction, on, record, relay, revive
from core.models import Delivery, EventRow

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Rang(Event):
    name = "tests.events.rang"
    number: int
    note: str = "default"


@pytest.fixture
def heard(monkeypatch):
    """Consumers of `Rang` for one test: `heard("tests.x")` returns the list of events that consumer got."""
    monkeypatch.setattr(events, "consumers", dict(events.consumers))
    monkeypatch.setattr(relay, "consumers", events.consumers)

    def listen(name, *, fail_times=0, **options):
        got = []
        failures = iter(range(fail_times))

        @on(Rang, name, **options)
        def handle(event):
            if next(failures, None) is not None:
                raise RuntimeError("not now")
            got.append(event)

        return got

    return listen


def test_recording_outside_a_transaction_is_refused():
    with pytest.raises(OutsideTransaction):
        record(Rang(1))


def test_an_event_goes_to_every_consumer_once(heard, deliver_all):
    first, second = heard("tests.first"), heard("tests.second", in_transaction=False)

    with transaction.atomic():
        record(Rang(1))
    deliver_all()
    deliver_all()

    assert first == second == [Rang(1)]


def test_an_event_of_a_rolled_back_transaction_never_happened(heard, deliver_all):
    got = heard("tests.first")

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(Rang(1))
        raise ZeroDivisionError
    deliver_all()

    assert (got, EventRow.objects.filter(name=Rang.name).count()) == ([], 0)


def test_a_failing_consumer_is_retried_alone_and_later(heard):
    well, ill = heard("tests.well"), heard("tests.ill", fail_times=1)
    with transaction.atomic():
        record(Rang(1))

    relay.run_until_idle()
    waiting = Delivery.objects.get(consumer="tests.ill")
    Delivery.objects.update(due_at=waiting.event.at)
    relay.run_until_idle()

    assert waiting.due_at > waiting.event.at
    assert waiting.last_error == "RuntimeError: not now"
    assert well == ill == [Rang(1)]


def test_a_delivery_that_always_fails_is_dead_until_replayed(heard, settings):
    settings.RELAY_MAX_ATTEMPTS = 2
    settings.RELAY_FIRST_RETRY_SECONDS = 0
    got = heard("tests.ill", fail_times=2)
    with transaction.atomic():
        record(Rang(1))

    relay.run_until_idle()
    dead = Delivery.objects.get(consumer="tests.ill")
    replayed = relay.replay()
    relay.run_until_idle()

    assert (dead.dead_at is not None, dead.attempts, replayed) == (True, 2, 1)
    assert got == [Rang(1)]


def test_a_live_lease_is_respected_and_an_expired_one_taken(heard, settings):
    heard("tests.first")
    with transaction.atomic():
        record(Rang(1))

    [mine] = relay.claim("a")
    others = relay.claim("b")
    Delivery.objects.update(lease_until=mine.event.at)
    [theirs] = relay.claim("b")

    assert (others, theirs.pk, theirs.attempts) == ([], mine.pk, 2)


def test_a_worker_whose_lease_was_taken_changes_nothing(heard):
    got = heard("tests.first")
    with transaction.atomic():
        record(Rang(1))
    [mine] = relay.claim("a")
    Delivery.objects.update(lease_until=mine.event.at)
    [theirs] = relay.claim("b")

    relay.deliver(mine)
    assert got == []
    relay.deliver(theirs)
    relay.deliver(mine)

    assert got == [Rang(1)]


def test_an_event_stored_by_an_older_version_takes_the_new_fields_default():
    assert revive(Rang.name, {"number": 3, "gone": True}) == Rang(3, "default")


def test_a_delivery_whose_consumer_was_removed_says_so_and_waits(heard):
    heard("tests.first")
    with transaction.atomic():
        record(Rang(1))
    events.consumers.pop("tests.first")

    relay.run_until_idle()

    assert Delivery.objects.get(consumer="tests.first").last_error == "KeyError: 'tests.first'"


def test_two_events_may_not_share_a_name():
    with pytest.raises(ValueError, match="taken"):

        class Other(Event):
            name = "tests.events.rang"
