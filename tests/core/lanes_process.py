"""What runs in the processes of the lanes' tests: a delivery that takes until a file says "go on", and one that is quick."""

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from core import workers
from core.events import Event, on, record, relay
from core.lanes import Lane

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Dug(Event):
    name = "tests.dug"


@dataclass(frozen=True, slots=True)
class Mailed(Event):
    name = "tests.mailed"


@dataclass(frozen=True, slots=True)
class Rang(Event):
    name = "tests.rang"


LONG = {Lane.JOBS: Dug, Lane.OUTSIDE: Mailed}


def _there(name: str) -> Path:
    return Path(os.environ["OUTSIDE"]) / name


def _take_long(event: Event) -> None:
    _there("begun").touch()
    deadline = time.monotonic() + SECONDS
    while not _there("go on").exists() and time.monotonic() < deadline:
        relay.renew()
        time.sleep(0.05)
    _there("ended").touch()


def _be_quick(event: Event) -> None:
    _there("rang").touch()


on(Dug, "tests.dig", in_transaction=False, lane=Lane.JOBS)(_take_long)
on(Mailed, "tests.mail", in_transaction=False, lane=Lane.OUTSIDE)(_take_long)
on(Rang, "tests.ring")(_be_quick)


def begin_long(lane: str) -> None:
    with transaction.atomic():
        record(LONG[Lane(lane)]())


def ring() -> None:
    with transaction.atomic():
        record(Rang())


def work() -> None:
    stop = threading.Event()
    for thread in workers.start(stop):
        thread.join()
