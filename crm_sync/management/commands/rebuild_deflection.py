"""Make all journeys again from the raw data, and say what differed."""

from typing import Any

from django.core.management.base import BaseCommand

from crm_sync.actions.follow_journeys import rebuild


class Command(BaseCommand):
    help = "Rebuild the deflection figures from what was said and seen; prints how many journeys were stored otherwise."

    def handle(self, *args: Any, **options: Any) -> None:
        found = rebuild()
        self.stdout.write(f"{found.journeys} journeys, {found.changed} changed, {found.removed} removed")
