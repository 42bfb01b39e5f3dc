"""A process of its own for the kill tests: `record N` stores N events, `work` is a worker that says "ready",
waits for a line, and delivers until it is killed.

Three consumers: two write a row in the transaction of their delivery, the third makes a file outside it, named by the delivery's key.
"""

import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import django


def main(task: str, count: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()

    from django.db import connection, transaction

    from core.events import Event, on, record, relay

    @dataclass(frozen=True, slots=True)
    class Rang(Event):
        name = "tests.rang"
        number: int

    def write_effect(consumer: str):
        def handle(event: Rang) -> None:
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO effects (consumer, number) VALUES (%s, %s)", [consumer, event.number])

        return handle

    on(Rang, "tests.first")(write_effect("first"))
    on(Rang, "tests.second")(write_effect("second"))
    outside = Path(os.environ["OUTSIDE"])

    @on(Rang, "tests.outside", in_transaction=False)
    def make_file(event: Rang) -> None:
        (outside / f"{relay.current_delivery_id()}-{event.number}").touch()

    if task == "record":
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE effects (consumer varchar(20), number integer)")
        for start in range(0, count, 50):
            with transaction.atomic():
                for number in range(start, min(start + 50, count)):
                    record(Rang(number))
    else:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        relay.run(threading.Event(), idle_seconds=0.05)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0)
