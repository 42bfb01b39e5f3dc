"""`manage.py backup [FILE]`: every row and every upload in one file, while the site goes on."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from config.backup.archive import backup


class Command(BaseCommand):
    help = "Write all rows and uploads to a zip with digests. The search index is left out (it is rebuilt), and so is the secret key."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="by default backups/plaza-<date and time>.zip in the data folder")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        if file is None:
            folder = settings.PLAZA_DATA / "backups"
            folder.mkdir(mode=0o700, exist_ok=True)
            file = folder / f"plaza-{timezone.now():%Y%m%d-%H%M%S}.zip"
        backup(file, self.stderr.write)
        file.chmod(0o600)
        self.stdout.write(str(file))
