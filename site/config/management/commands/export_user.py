"""`manage.py export_user NAME`: all that the site holds about a person, for them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from config.privacy.export import export


class Command(BaseCommand):
    help = "Write a zip with everything the site holds about one person: JSON, a page to read, and the files they sent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--to", type=Path, help="the file; <username>.zip by default")

    def handle(self, *args: Any, username: str, to: Path | None, **options: Any) -> None:
        person = User.objects.filter(username__iexact=username).first()
        if person is None:
            raise CommandError(f"there is nobody called {username}")
        target = to or Path(f"{person.username}.zip")
        for label, count in export(person, target).items():
            self.stderr.write(f"{label}: {count}")
        self.stdout.write(str(target))
