"""``manage.py import_articles PATH…``: articles into the knowledge base; safe to repeat."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from config.articles.importer import Importer
from config.articles.reading import files_of, language_of


class Command(BaseCommand):
    help = (
        "Import articles: .jsonl or .jsonl.gz files (id, lang, title, html a line) or folders of Markdown. The same id in another language "
        "is its translation. Running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", metavar="PATH", type=Path, nargs="+", help="a file, or a folder of such files")
        parser.add_argument("--source", default="", help="what the collection is called (default: the folder's name)")
        parser.add_argument("--lang", default=settings.LANGUAGE_CODE, help="the language of articles that name none (default: %(default)s)")

    def handle(self, *, paths: list[Path], source: str, lang: str, **options: Any) -> None:
        for path in paths:
            if not path.exists():
                raise CommandError(f"{path} does not exist.")
            if not files_of(path):
                raise CommandError(f"{path} holds no .jsonl, .jsonl.gz or .md file.")
        if not language_of(lang):
            raise CommandError(f"The site does not speak {lang!r}; it speaks {', '.join(dict(settings.LANGUAGES))}.")
        first = paths[0].resolve()
        source = (source or (first.name if first.is_dir() else first.parent.name) or "articles")[:80]
        importer = Importer(paths, source, lang)
        with tqdm(total=importer.total_bytes(), unit="B", unit_scale=True, disable=None if options["verbosity"] else True) as bar:

            def show(name: str, more: int) -> None:
                bar.set_description(name, refresh=False)
                bar.update(more)

            importer.on_progress(show)
            report = importer.run()
        self.stdout.write(f"Source: {source}")
        for line in report.lines():
            self.stdout.write(line)
        self.stdout.write("Search follows as the worker gets to it." if report.changed else "Nothing new.")
        if report.broken:
            raise CommandError(f"{len(report.broken)} file(s) could not be read to the end; see above.")
