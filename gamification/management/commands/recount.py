"""`manage.py recount`: rebuild the ledger from its causes and the totals from the ledger, and say what differed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from gamification.actions.recount import Report, recount

SHOWN = 20


class Command(BaseCommand):
    help = "Recounts points: the ledger from votes, answers, content and flags, then every total from the ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what differs, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            with transaction.atomic():
                report = recount()
                transaction.set_rollback(True)
        else:
            report = recount()
        self._say(report, changed=not options["dry_run"])

    def _say(self, report: Report, *, changed: bool) -> None:
        read = ", ".join(f"{count} {kind}" for kind, count in report.causes.items()) or "none"
        self.stdout.write(f"Causes read: {read}.")
        for rule, count in sorted(report.lines.items()):
            self.stdout.write(f"  {rule}: {count} ledger line{'s' if count != 1 else ''} {'added' if changed else 'missing'}")
        self.stdout.write(f"Totals read: {report.totals}; wrong: {len(report.differences)}.")
        for difference in report.differences[:SHOWN]:
            self.stdout.write(f"  person {difference.person_id}: {difference.stored} stored, {difference.counted} counted")
        if len(report.differences) > SHOWN:
            self.stdout.write(f"  and {len(report.differences) - SHOWN} more")
        verdict = "Everything was right." if report.right else "Corrected." if changed else "Nothing was changed (dry run)."
        self.stdout.write(verdict)
