"""`manage.py seed_demo`: the demo community, with one password for its six people who can sign in, which is printed."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.demo.seed import AlreadyThere, bring_up_to_date, seed_demo


class Command(BaseCommand):
    help = "Fill a new site with a community in three languages, and print how to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--password", default="", help="the six people's password; a random one by default")
        parser.add_argument("--size", choices=["small", "full"], default="full", help="small: six people and a dozen threads")

    def handle(self, *args: Any, password: str, size: Any, **options: Any) -> None:
        password = password or secrets.token_urlsafe(9)
        try:
            made = seed_demo(password, size)
        except AlreadyThere as there:
            raise CommandError(f"{there} exists already: the demo is for new sites") from there
        bring_up_to_date()
        self.stderr.write(", ".join(f"{number} {kind}" for kind, number in made.items()))
        self.stdout.write(f"demo logins: member, expert, agent, moderator, manager, admin   password: {password}")
