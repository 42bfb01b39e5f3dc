"""The relay: hands recorded events to their consumers, from as many workers as there are.

A worker leases what is due in one short transaction, then delivers each with its own. On PostgreSQL rows are picked with SKIP LOCKED;
on SQLite the IMMEDIATE transaction is the lock. A lease that ran out (its worker died) is taken again.
"""

import os
import socket
import threading
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from datetime import datetime, timedelta
from itertools import chain
from typing import Final
from uuid import uuid4

import structlog
from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.events import consumers, revive
from core.lanes import Lane
from core.models import Delivery

log = structlog.get_logger(__name__)

LANES: Final = tuple(Lane)

_woken = {lane: threading.Event() for lane in Lane}
_current: ContextVar[Delivery | None] = ContextVar("delivery", default=None)


class LeaseLost(RuntimeError):
    """Another worker has taken this delivery: whoever runs it here must stop."""


def wake() -> None:
    """Tell the relay of this process, if there is one, not to sleep on."""
    for woken in _woken.values():
        woken.set()


def current_delivery_id() -> int | None:
    """The key of the delivery being handled: the same on every attempt, so an outside effect can be made once under it."""
    delivery = _current.get()
    return delivery.pk if delivery else None


def is_due(lanes: Sequence[Lane] = LANES) -> bool:
    """Whether something waits that nobody holds."""
    return _due(timezone.now()).filter(lane__in=lanes).exists()


def claim(worker: str, limit: int = 20, lanes: Sequence[Lane] = LANES) -> list[Delivery]:
    """Lease up to ``limit`` due deliveries of ``lanes`` to ``worker``, oldest first."""
    if not is_due(lanes):  # a read, so that an idle relay never takes SQLite's write lock
        return []
    now = timezone.now()
    with transaction.atomic():
        ids = [id for _, id in sorted(chain.from_iterable(_oldest(lane, now, limit) for lane in lanes))[:limit]]
        Delivery.objects.filter(id__in=ids).update(
            lease_by=worker, lease_until=now + timedelta(seconds=settings.RELAY_LEASE_SECONDS), attempts=F("attempts") + 1
        )
    return list(Delivery.objects.filter(id__in=ids, lease_by=worker).select_related("event").order_by("due_at", "id"))


def deliver(delivery: Delivery) -> None:
    """Run one leased delivery. A failure is kept on the row and retried later, never raised; a handler that is told to exit gives the
    delivery back for others to go on with."""
    token = _current.set(delivery)
    try:
        consumer = consumers[delivery.consumer]
        event = revive(delivery.event.name, delivery.event.payload)
        if consumer.in_transaction:
            with transaction.atomic():
                if settle(delivery):
                    consumer.handle(event)
        elif renew_lease(delivery):
            consumer.handle(event)
            settle(delivery)
    except LeaseLost:
        log.warning("lease lost", delivery=delivery.pk, consumer=delivery.consumer)
    except Exception as error:
        log.warning("delivery failed", delivery=delivery.pk, consumer=delivery.consumer, error=repr(error))
        postpone(delivery, error)
    except SystemExit:
        _release(delivery)
        raise
    finally:
        _current.reset(token)


def settle(delivery: Delivery) -> bool:
    """Mark ``delivery`` done if its lease still stands; False when another worker has taken it."""
    return bool(_leased(delivery).update(done_at=timezone.now(), lease_until=None, last_error=""))


def renew_lease(delivery: Delivery) -> bool:
    """Extend the lease from now; False when another worker has taken it."""
    return bool(_leased(delivery).update(lease_until=timezone.now() + timedelta(seconds=settings.RELAY_LEASE_SECONDS)))


def renew() -> None:
    """Called by long handlers as they go, so that nobody takes their delivery.

    Raises:
        LeaseLost: somebody has.
    """
    delivery = _current.get()
    if delivery is not None and not renew_lease(delivery):
        raise LeaseLost(delivery.pk)


def postpone(delivery: Delivery, error: Exception) -> None:
    """Back off exponentially; after `RELAY_MAX_ATTEMPTS` the delivery is dead until staff replay it."""
    now = timezone.now()
    dead = delivery.attempts >= settings.RELAY_MAX_ATTEMPTS
    wait = timedelta(seconds=settings.RELAY_FIRST_RETRY_SECONDS) * 2 ** min(delivery.attempts - 1, 10)
    _leased(delivery).update(
        lease_until=None, due_at=now + wait, dead_at=now if dead else None, last_error=f"{type(error).__name__}: {error}"[:2000]
    )


def postpone_for(pid: int, error: Exception) -> list[Delivery]:
    """Postpone what a process of this host held that has died, and could not do so itself."""
    held = Delivery.objects.filter(lease_by__startswith=f"{_host()}:{pid}:", lease_until__isnull=False, done_at=None).select_related(
        "event"
    )
    deliveries = list(held)
    for delivery in deliveries:
        postpone(delivery, error)
    return deliveries


def replay(dead: Iterable[int] | None = None) -> int:
    """Make dead deliveries (those of ``dead`` ids, or all) due again with a fresh count of attempts; returns how many."""
    rows = Delivery.objects.filter(dead_at__isnull=False, done_at=None)
    if dead is not None:
        rows = rows.filter(pk__in=dead)
    count = rows.update(dead_at=None, due_at=timezone.now(), attempts=0, lease_until=None)
    wake()
    return count


def worker_name() -> str:
    return f"{_host()}:{os.getpid()}:{uuid4().hex[:8]}"


def run(stop: threading.Event, *, lanes: Sequence[Lane] = LANES, idle_seconds: float = 0.5) -> None:
    """Deliver what is due in ``lanes`` until ``stop`` is set. Sleeps at most ``idle_seconds`` when nothing is, less when woken by a commit
    in this process."""
    worker = worker_name()
    while not stop.is_set():
        try:
            close_old_connections()
            claimed = claim(worker, lanes=lanes)
            for delivery in claimed:
                if stop.is_set():
                    _release(delivery)
                else:
                    deliver(delivery)
        except Exception:
            log.exception("relay round failed")
            claimed = []
            stop.wait(idle_seconds)
        if not claimed:
            rest(lanes, idle_seconds)
    connection.close()


def rest(lanes: Sequence[Lane], seconds: float) -> None:
    """Sleep for so long, or until something is recorded in this process. One thread at a time may wait for the first of ``lanes``."""
    woken = _woken[lanes[0]]
    woken.wait(seconds)
    woken.clear()


def run_until_idle(lanes: Sequence[Lane] = LANES, *, at_once: int = 100) -> int:
    """Deliver in this thread until nothing is due, leasing so many ``at_once``; returns how many attempts were made."""
    worker = worker_name()
    made = 0
    while claimed := claim(worker, limit=at_once, lanes=lanes):
        for delivery in claimed:
            deliver(delivery)
        made += len(claimed)
    return made


def _host() -> str:
    return socket.gethostname()[:30]


def _oldest(lane: Lane, now: datetime, limit: int) -> list[tuple[datetime, int]]:
    """When each was due and its id; lane by lane, so that each is a look at the beginning of an index however much waits in the others."""
    due = _due(now).filter(lane=lane)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    return list(due.order_by("due_at", "id").values_list("due_at", "id")[:limit])


def _due(now: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(Q(lease_until=None) | Q(lease_until__lt=now), done_at=None, dead_at=None, due_at__lte=now)


def _leased(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery.pk, lease_by=delivery.lease_by, attempts=delivery.attempts, done_at=None)


def _release(delivery: Delivery) -> None:
    """Give an untouched lease back, so that a clean stop delays nothing."""
    _leased(delivery).update(lease_until=None, attempts=F("attempts") - 1)
