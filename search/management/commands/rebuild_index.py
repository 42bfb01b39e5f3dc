"""Build the search index anew, beside the one in use, and turn to it."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from search import indexing
from search.engines import ENGINES, engine
from search.engines.protocol import EngineBusy, RebuildRunning


class Command(BaseCommand):
    help = "Build the search index anew, beside the one in use, and turn to it. Searches and changes go on meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", choices=sorted(ENGINES), default="", help="default: the site's (PLAZA_SEARCH_ENGINE)")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        with tqdm(total=None, unit=" documents", file=self.stderr, disable=None) as bar:

            def report(done: int, total: int, cursor: dict[str, Any] | None) -> None:
                bar.total = total
                bar.update(done - bar.n)

            try:
                count = indexing.rebuild(engine(options["engine"]), report)
            except RebuildRunning as error:
                raise CommandError("Another rebuild is running. Wait for it, or stop it first.") from error
            except EngineBusy as error:
                raise CommandError(f"The search engine doesn't take it: {error}. Try again when it does.") from error
        took = time.monotonic() - started
        self.stdout.write(f"{count} documents in {took:.1f} s: {count / took:,.0f} a second")
