"""`manage.py restore FILE`: make this site what a backup holds, on whichever database it runs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backup.archive import NotRestored, restore
from search.engines import engine
from search.engines.protocol import Unavailable


class Command(BaseCommand):
    help = "Put a backup's rows and uploads in place of what is here, compare digests, and rebuild the index. Stop the server first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="although this site has people already; what is here is lost")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        try:
            restore(file, self.stderr.write, replace=replace)
        except NotRestored as reason:
            raise CommandError(str(reason)) from reason
        for name in settings.CACHES:
            caches[name].clear()
        try:
            engine().drop()
            call_command("rebuild_index", stdout=self.stdout)
        except Unavailable:
            self.stderr.write("The search engine doesn't answer: run manage.py rebuild_index when it does.")
        call_command("wagtail_update_index", verbosity=0)
        self.stdout.write(f"restored {file}")
