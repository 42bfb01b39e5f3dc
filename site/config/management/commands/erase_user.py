"""`manage.py erase_user NAME`: a person leaves; prints the receipt and keeps it in the data folder."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from config.privacy.erase import erase, keep


class Command(BaseCommand):
    help = "Anonymise a person for ever: profile, addresses and what is theirs alone go, what they wrote stays under no name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--yes", action="store_true", help="don't ask")

    def handle(self, *args: Any, username: str, yes: bool, **options: Any) -> None:
        person = User.objects.filter(username__iexact=username).first()
        if person is None:
            raise CommandError(f"there is nobody called {username}")
        if person.is_anonymised:
            raise CommandError(f"{username} was erased already")
        if not yes and input(f"There is no way back. Type {person.username} to erase this person: ") != person.username:
            raise CommandError("nothing was changed")
        self.stdout.write(keep(erase(person)))
