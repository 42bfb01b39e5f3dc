"""What works behind the pages: a thread for each lane of the relay, and one for the periodic functions.

Jobs compute for minutes. So that no page waits for the interpreter meanwhile, they run in a process of their own (``manage.py worker
--jobs``), which has a low priority, ends when no job is due, and gives its memory back.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from core import periodic
from core.events import relay
from core.jobs import fail_for
from core.lanes import Lane

MANAGE: Final = Path(__file__).resolve().parents[2] / "manage.py"
LOOK_EVERY: Final = 0.5  # seconds
AFTER_A_FAILURE: Final = 10.0
STOP_SECONDS: Final = 10
COURTESY: Final = 10  # of 19, the lowest priority

log = structlog.get_logger(__name__)


def start(stop: threading.Event) -> list[threading.Thread]:
    """Begin all of it in this process, until ``stop`` is set; the threads, to be waited for with `wait`."""
    work = {
        "relay": lambda: relay.run(stop, lanes=(Lane.HOUSE,)),
        "outside": lambda: relay.run(stop, lanes=(Lane.OUTSIDE,)),
        "jobs": lambda: run_jobs_apart(stop) if settings.JOBS_APART else relay.run(stop, lanes=(Lane.JOBS,)),
        "periodic": lambda: periodic.run(stop),
    }
    threads = [threading.Thread(target=target, name=name, daemon=True) for name, target in work.items()]
    for thread in threads:
        thread.start()
    return threads


def wait(threads: list[threading.Thread]) -> None:
    """Let the deliveries at hand end, as far as they do within `STOP_SECONDS`. A job that is told to stop goes on there with the next
    worker."""
    relay.wake()
    until = time.monotonic() + STOP_SECONDS
    for thread in threads:
        thread.join(max(until - time.monotonic(), 0))


def run_jobs() -> None:
    """In a process of its own: run the jobs that are due, behind everybody else."""
    os.nice(COURTESY)
    relay.run_until_idle((Lane.JOBS,), at_once=1)


def run_jobs_apart(stop: threading.Event) -> None:
    """Have due jobs run by a process of their own, one process at a time, until ``stop`` is set."""
    while not stop.is_set():
        try:
            close_old_connections()
            if relay.is_due((Lane.JOBS,)):
                _run_apart(stop)
            else:
                relay.rest((Lane.JOBS,), LOOK_EVERY)
        except Exception:
            log.exception("jobs could not be run")
            stop.wait(AFTER_A_FAILURE)
    connection.close()


def _run_apart(stop: threading.Event) -> None:
    connection.close()
    with subprocess.Popen([sys.executable, MANAGE, "worker", "--jobs"], stdin=subprocess.DEVNULL) as jobs:  # noqa: S603 - our own program
        while jobs.poll() is None:
            if stop.wait(LOOK_EVERY):
                jobs.terminate()
                break
    if jobs.returncode and not stop.is_set():
        died = RuntimeError(f"the process that ran it ended with {jobs.returncode}")  # -9: killed, mostly for want of memory
        fail_for(jobs.pid, died)
        raise died
