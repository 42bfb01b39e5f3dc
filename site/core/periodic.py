"""Periodic functions: each room's ``periodic.py`` says what runs how often; one worker at a time runs each, elected by its row."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import close_old_connections, connection
from django.db.models import Q
from django.utils import timezone

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Periodic:
    name: str
    seconds: float
    run: Callable[[], None]


registered: dict[str, Periodic] = {}


def periodic(*, seconds: float) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Run the function every ``seconds`` while any worker lives."""

    def register(run: Callable[[], None]) -> Callable[[], None]:
        name = f"{run.__module__}.{run.__name__}"
        registered[name] = Periodic(name, seconds, run)
        return run

    return register


def run_due() -> list[str]:
    """Run every function whose time has come and that no other worker is running; returns their names. A failure is kept on its row."""
    from core.models import PeriodicRun

    ran = []
    for job in registered.values():
        now = timezone.now()
        due = Q(last_at=None) | Q(last_at__lte=now - timedelta(seconds=job.seconds))
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        rows = PeriodicRun.objects.filter(name=job.name)
        if not rows.exists():
            PeriodicRun.objects.bulk_create([PeriodicRun(name=job.name)], ignore_conflicts=True)
        if not rows.filter(due, free).exists() or not rows.filter(due, free).update(lease_until=now + LEASE):
            continue
        error = ""
        try:
            job.run()
        except Exception as failure:
            log.exception("periodic function failed", function=job.name)
            error = f"{type(failure).__name__}: {failure}"[:2000]
        rows.update(last_at=now, lease_until=None, last_error=error)
        ran.append(job.name)
    return ran


def run(stop: threading.Event, *, look_every: float = 1.0) -> None:
    """Run due functions until ``stop`` is set."""
    while not stop.is_set():
        try:
            close_old_connections()
            run_due()
        except Exception:
            log.exception("periodic round failed")
        stop.wait(look_every)
    connection.close()
