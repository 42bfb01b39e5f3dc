"""`manage.py make_admin`: the first administrator of an empty site, with a password that is shown once."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.register_person import register_person
from accounts.models import User
from accounts.roles import ADMIN


class Command(BaseCommand):
    help = "Make an administrator with a confirmed address and a new password, which is printed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", default="admin")
        parser.add_argument("--email", default="admin@localhost.localdomain")

    def handle(self, *args: Any, username: str, email: str, **options: Any) -> None:
        if User.objects.filter(username__iexact=username).exists():
            raise CommandError(f"{username} exists already; manage.py changepassword {username} gives a new password")
        password = secrets.token_urlsafe(12)
        register_person(username, email, password, roles=[ADMIN], is_superuser=True)
        self.stdout.write(f"administrator: {username}   password: {password}")
