"""What runs in the processes of the kill tests: `record_events` stores events, `work` delivers until it is killed.

Three consumers: two write a row in the transaction of their delivery, the third makes a file outside it, named by the delivery's key.
"""

import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from core.events import Event, on, record, relay


@dataclass(frozen=True, slots=True)
class Rang(Event):
    name = "tests.rang"
    number: int


def _write_effect(consumer: str):
    def handle(event: Rang) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO effects (consumer, number) VALUES (%s, %s)", [consumer, event.number])

    return handle


def _make_file(event: Rang) -> None:
    (Path(os.environ["OUTSIDE"]) / f"{relay.current_delivery_id()}-{event.number}").touch()


on(Rang, "tests.first")(_write_effect("first"))
on(Rang, "tests.second")(_write_effect("second"))
on(Rang, "tests.outside", in_transaction=False)(_make_file)


def record_events(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE effects (consumer varchar(20), number integer)")
    for start in range(0, count, 50):
        with transaction.atomic():
            for number in range(start, min(start + 50, count)):
                record(Rang(number))


def work() -> None:
    sys.stdout.write("at work\n")
    sys.stdout.flush()
    relay.run(threading.Event(), idle_seconds=0.05)
