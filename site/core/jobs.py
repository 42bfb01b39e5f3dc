"""Jobs: long work that a person asked for, delivered by the relay in a lane of their own, resumable, with progress that a page shows.

A room registers a function with ``@job("search.rebuild", label=…)``; it gets a `Progress`, calls ``step`` as it goes, and starts from
``progress.cursor`` when an earlier worker died.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.events import Event, on, record, relay
from core.lanes import Lane
from core.models import Job
from core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class JobAsked(Event):
    name = "core.job_asked"
    job_id: int


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    label: Any
    run: Callable[..., None]


kinds: dict[str, Kind] = {}


class Progress:
    """Where a running job stands. ``cursor`` is what the last ``step`` saved: None on a first run."""

    SAVE_EVERY = 0.5  # seconds

    def __init__(self, job: Job):
        self.job = job
        self.cursor = job.cursor
        self._saved = 0.0

    def step(self, done: int, total: int, cursor: Any = None, *, message: str = "") -> None:
        """Say how far it is. Written at most twice a second, and always at the end; renews the lease.

        Raises:
            relay.LeaseLost: another worker runs this job now; stop.
        """
        now = time.monotonic()
        if done < total and now - self._saved < self.SAVE_EVERY:
            return
        self._saved = now
        self.cursor = cursor
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total, cursor=cursor, message=message)
        relay.renew()


def job(name: str, *, label: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def register(run: Callable[..., None]) -> Callable[..., None]:
        kinds[name] = Kind(name, label, run)
        return run

    return register


@transaction.atomic
def start(kind: str, by: Viewer, **params: Any) -> Job:
    """Ask for a job of ``kind``; one that already waits or runs with the same parameters is returned instead."""
    open_states = (Job.State.WAITING, Job.State.RUNNING)
    waiting = Job.objects.select_for_update().filter(kind=kind, state__in=open_states)
    for existing in waiting:
        if existing.params == params:
            return existing
    asked = Job.objects.create(kind=kind, params=params, asked_by_id=by.user_id)
    record(JobAsked(asked.pk))
    return asked


@on(JobAsked, consumer="core.run_job", in_transaction=False, lane=Lane.JOBS)
def run_job(event: JobAsked) -> None:
    """Run the job; a failure is shown on it and retried by the relay from its cursor."""
    asked = Job.objects.get(pk=event.job_id)
    if asked.state == Job.State.DONE:
        return
    rows = Job.objects.filter(pk=asked.pk)
    rows.update(state=Job.State.RUNNING, message="")
    try:
        kinds[asked.kind].run(Progress(asked), **asked.params)
    except relay.LeaseLost:
        raise
    except Exception as error:
        rows.update(state=Job.State.FAILED, message=str(error)[:2000])
        raise
    rows.update(state=Job.State.DONE, ended_at=timezone.now())


def fail_for(pid: int, error: Exception) -> None:
    """The process that ran jobs has died: what it was at has failed, and is tried again as after any failure, not for ever."""
    failed = [delivery.event.payload["job_id"] for delivery in relay.postpone_for(pid, error)]
    Job.objects.filter(pk__in=failed).update(state=Job.State.FAILED, message=str(error))
