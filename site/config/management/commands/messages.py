"""`manage.py messages`: extract, update, check and compile the site's translations."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import catalogs


class Command(BaseCommand):
    help = "Bring the catalogs in locale/ up to date with the sources and compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--compile", action="store_true", help="only compile what is there")
        parser.add_argument("--check", action="store_true", help="change nothing; list what is missing and fail if anything is")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            self._compile()
            return
        found = catalogs.extract_all()
        if options["check"]:
            self._check(found)
            return
        for language in catalogs.LANGUAGES:
            catalog = catalogs.update(language, found)
            self.stdout.write(f"{language}: {len(catalog)} messages, {len(catalogs.gaps(language, found))} to translate")
        self._compile()

    def _compile(self) -> None:
        for path in catalogs.compile_all():
            self.stdout.write(f"compiled {path}")

    def _check(self, found: Any) -> None:
        gaps = [gap for language in catalogs.LANGUAGES for gap in catalogs.gaps(language, found)]
        for gap in gaps:
            self.stdout.write(f"{gap.language}: {gap.text!r} ({gap.place}): {gap.why}")
        if gaps:
            raise CommandError(f"{len(gaps)} messages are not translated")
        self.stdout.write(f"{len(found)} messages, all translated")
