"""How fast the relay records and delivers: `python -m bench.relay [--events 2000] [--workers 1]`.

On a scratch SQLite database, or an empty one named by DATABASE_URL. The baseline is the database's own speed in the same run: as many
transactions that insert one row each.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

from bench import ROOT
from bench.report import table

WORKER = """
import django
django.setup()
import bench.relay
bench.relay.subscribe()
from core.events import relay
while claimed := relay.claim(relay.worker_name()):
    for delivery in claimed:
        relay.deliver(delivery)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="plaza-bench-") as folder:
        os.environ |= {
            "PLAZA_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        }
        measure(options.events, options.workers)


def measure(events: int, workers: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from core.events import record
    from core.models import Delivery, EventRow

    call_command("migrate", verbosity=0)
    event_type = subscribe()
    timings = {}

    started = time.perf_counter()
    for number in range(events):
        with transaction.atomic():
            EventRow.objects.create(name="bench.baseline", payload={"number": number})
    timings["insert one row (baseline)"] = (events, time.perf_counter() - started)

    started = time.perf_counter()
    for number in range(events):
        with transaction.atomic():
            record(event_type(number))
    timings["record an event for three consumers"] = (events, time.perf_counter() - started)

    due = Delivery.objects.filter(done_at=None).count()
    connection.close()
    started = time.perf_counter()
    running = [subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT) for _ in range(workers)]
    failed = sum(process.wait() != 0 for process in running)
    timings[f"deliver, {workers} worker{'s' if workers > 1 else ''}, start included"] = (due, time.perf_counter() - started)
    left = Delivery.objects.filter(done_at=None).count()

    [(baseline_count, baseline_seconds), *_] = timings.values()
    baseline = baseline_count / baseline_seconds
    rows = [(what, count, seconds, count / seconds, count / seconds / baseline) for what, (count, seconds) in timings.items()]
    sys.stdout.write(table(f"Relay on {connection.vendor}", ["what", "n", "seconds", "per second", "ratio to baseline"], rows))
    if left or failed:
        sys.exit(f"{left} deliveries are left, {failed} workers failed")


def subscribe():
    """An event, and three consumers that do next to nothing: two in the delivery's transaction, one outside it."""
    from core.events import Event, on

    @dataclass(frozen=True, slots=True)
    class Measured(Event):
        name = "bench.measured"
        number: int

    for consumer, inside in (("bench.first", True), ("bench.second", True), ("bench.outside", False)):
        on(Measured, consumer=consumer, in_transaction=inside)(lambda event: None)
    return Measured


if __name__ == "__main__":
    main()
