"""`manage.py worker`: relay and periodic functions, until told to stop. Several may run, on as many hosts as wanted."""

import signal
import sys
import threading
from typing import Any

from django.core.management.base import BaseCommand

from core import workers
from core.events import relay


class Command(BaseCommand):
    help = "Deliver events and run periodic functions until stopped (SIGTERM or Ctrl-C finishes the delivery at hand)."

    def add_arguments(self, parser) -> None:
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--until-idle", action="store_true", help="stop when nothing is due")
        only.add_argument("--jobs", action="store_true", help="run the jobs that are due, with a low priority, and stop")

    def handle(self, *args: Any, until_idle: bool, jobs: bool, **options: Any) -> None:
        if jobs:
            for signal_number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(signal_number, lambda *_: sys.exit())
            workers.run_jobs()
            return
        if until_idle:
            self.stdout.write(f"{relay.run_until_idle()} deliveries made")
            return
        stop = threading.Event()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, lambda *_: stop.set())
        threads = workers.start(stop)
        self.stdout.write("worker started")
        self.stdout.flush()  # a supervisor reads this through a pipe
        stop.wait()
        workers.wait(threads)
