"""`manage.py worker`: relay and periodic functions, until told to stop. Several may run, on as many hosts as wanted."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from core import periodic
from core.events import relay


class Command(BaseCommand):
    help = "Deliver events and run periodic functions until stopped (SIGTERM or Ctrl-C finishes the delivery at hand)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--until-idle", action="store_true", help="stop when nothing is due")

    def handle(self, *args: Any, until_idle: bool, **options: Any) -> None:
        if until_idle:
            self.stdout.write(f"{relay.run_until_idle()} deliveries made")
            return
        stop = threading.Event()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, lambda *_: stop.set())
        beside = threading.Thread(target=periodic.run, args=(stop,), name="periodic", daemon=True)
        beside.start()
        self.stdout.write("worker started")
        self.stdout.flush()  # a supervisor reads this through a pipe
        relay.run(stop)
        beside.join(10)
