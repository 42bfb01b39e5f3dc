"""`manage.py replay_clicks --days 14`: what the learned order would have brought to those who searched since, and what the plain one."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from search.learned.replay import replay


class Command(BaseCommand):
    help = "Learns from the clicks before the last days and replays those of the last days with and without what was learned."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=14, help="replay this many days (default 14)")
        parser.add_argument("--most", type=int, default=5000, help="at most so many choices (default 5000)")

    def handle(self, *args: Any, **options: Any) -> None:
        since = timezone.now() - timedelta(days=options["days"])
        for name, ranks in replay(since, most=options["most"]).items():
            plain, learned = ranks.means(ranks.plain), ranks.means(ranks.learned)
            self.stdout.write(
                f"{ranks.n} {name}: MRR@10 {plain[0]:.3f} without, {learned[0]:.3f} with; "
                f"weighted by place {plain[1]:.3f} without, {learned[1]:.3f} with"
            )
