"""`manage.py seed_demo`: the demo community, with one password for its six people, which is printed."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.demo.seed import AlreadyThere, seed_demo
from core.events import relay


class Command(BaseCommand):
    help = "Fill a new site with six people and a dozen threads in three languages, and print how to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--password", default="", help="the six people's password; a random one by default")

    def handle(self, *args: Any, password: str, **options: Any) -> None:
        password = password or secrets.token_urlsafe(9)
        try:
            made = seed_demo(password)
        except AlreadyThere as there:
            raise CommandError(f"{there} exists already: the demo is for new sites") from there
        relay.run_until_idle()
        self.stderr.write(f"{made['people']} people, {made['threads']} threads and {made['journeys']} journeys made")
        self.stdout.write(f"demo logins: member, expert, agent, moderator, manager, admin   password: {password}")
