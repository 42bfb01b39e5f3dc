"""`manage.py read_bounce`: a mail server hands over, on standard input, what came back to the sender's address."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from notifications.actions.stop_address import stop_address
from notifications.bounces import MOST_BYTES, genuine, read


class Command(BaseCommand):
    help = "Read one bounce or complaint report from standard input and stop mail to the addresses in it, if it quotes a mail of ours."

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read(MOST_BYTES)
        reports = [report for report in read(raw) if genuine(report, raw)]
        for report in reports:
            stop_address(report.address, report.why, said=report.said)
        self.stdout.write(f"{len(reports)} addresses stopped")
