"""`manage.py replay_dead_letters`: make deliveries that were given up due again."""

from typing import Any

from django.core.management.base import BaseCommand

from core.events import relay


class Command(BaseCommand):
    help = "Make dead deliveries due again (all of them, or the ids given)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("ids", nargs="*", type=int, help="delivery ids; none means all")

    def handle(self, *args: Any, ids: list[int], **options: Any) -> None:
        self.stdout.write(f"{relay.replay(ids or None)} deliveries are due again")
