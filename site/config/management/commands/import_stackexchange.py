"""``manage.py import_stackexchange DIR``: questions, answers and people of a StackExchange dump, or topics of a forum; safe to repeat."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from config.stackexchange.forum import ForumImporter
from config.stackexchange.importer import NEEDED, Importer, Options
from config.stackexchange.reading import file_of


class Command(BaseCommand):
    help = "Import a StackExchange dump: Posts, Users, Votes, Comments, PostLinks (.xml or .xml.gz). Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="the folder with Posts.xml or Posts.xml.gz")
        parser.add_argument("--source", default="", help="what the community is called (default: the folder's name)")
        parser.add_argument("--into", choices=["questions", "forum"], default="questions")
        parser.add_argument("--default-lang", default="en", metavar="LANG", help="the language of questions that name none (default: en)")
        parser.add_argument("--lang-tag-prefix", default="locale-", metavar="PREFIX", help="tags that name a language (default: locale-)")

    def handle(self, *, folder: Path, source: str, into: str, default_lang: str, lang_tag_prefix: str, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        if not file_of(folder, NEEDED):
            packed = " (unpack the .7z archive first)" if list(folder.glob("*.7z")) else ""
            raise CommandError(f"{folder} holds no Posts.xml or Posts.xml.gz{packed}.")
        source = (source or folder.resolve().name)[:80]
        importer = (ForumImporter if into == "forum" else Importer)(folder, Options(source, default_lang, lang_tag_prefix))
        with tqdm(total=importer.total_bytes(), unit="B", unit_scale=True, disable=None if options["verbosity"] else True) as bar:

            def show(name: str, more: int) -> None:
                bar.set_description(name, refresh=False)
                bar.update(more)

            importer.on_progress(show)
            report = importer.run()
        self.stdout.write(f"Source: {source}")
        for line in report.lines():
            self.stdout.write(line)
        if report.changed:
            self.stdout.write("Search and points follow as the worker gets to them.")
        else:
            self.stdout.write("Nothing new.")
        if report.broken:
            raise CommandError(f"{len(report.broken)} file(s) could not be read to the end; see above.")
