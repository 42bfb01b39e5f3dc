"""`manage.py check_consistency`: do counters, ledgers, audit trail and index agree with what they are made of?"""

from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.consistency import registered

SHOWN = 20


class Command(BaseCommand):
    help = "Check that every derived figure agrees with its source; changes nothing. The exit status is 1 when something disagrees."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", help=f"checks to run; all by default: {', '.join(sorted(registered))}")

    def handle(self, *args: Any, names: list[str], **options: Any) -> None:
        if unknown := set(names) - set(registered):
            raise CommandError(f"no such check: {', '.join(sorted(unknown))}; there are {', '.join(sorted(registered))}")
        wrong = 0
        for name in names or sorted(registered):
            began = perf_counter()
            found = list(registered[name].find())
            wrong += len(found)
            self.stdout.write(f"{name}: {'agrees' if not found else f'{len(found)} disagree'} ({perf_counter() - began:.1f} s)")
            for sentence in found[:SHOWN]:
                self.stdout.write(f"  {sentence}")
            if len(found) > SHOWN:
                self.stdout.write(f"  and {len(found) - SHOWN} more")
        if wrong:
            raise CommandError(f"{wrong} disagreements; `manage.py recount` mends totals, `manage.py rebuild_index` the index")
