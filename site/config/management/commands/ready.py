"""`manage.py ready`: what /readyz answers, for processes without a port of their own; fails when something is broken."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.health import readiness


class Command(BaseCommand):
    help = "Check database, search, channel layer and relay; the exit status is 1 when one is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        found = readiness()
        self.stdout.write(json.dumps(found, indent=2))
        if found["status"] == "broken":
            raise CommandError("not ready")
