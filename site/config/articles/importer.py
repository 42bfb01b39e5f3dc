"""Brings articles in, file by file: topics from the folders that ids or files stand in, then the articles in small batches.

Each file is read twice: once for its ids (which folders there are, and which addresses lead to another article of the same import), once
for its texts. Memory holds the ids alone.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from html import escape, unescape
from itertools import islice
from pathlib import Path
from random import uniform
from time import sleep
from urllib.parse import quote

from django.db import IntegrityError, OperationalError

from config.articles.reading import FAULTS, Found, articles_of, files_of, language_of
from config.stackexchange.report import Report
from core.imports import Outcome, Pace, tell_rest
from core.text import clean_line
from kb.actions.import_articles import ArticleRow, import_articles, import_topics
from kb.models import KnowledgeBasePage

RETRIES = 12
DEEPEST = 2
_HREF = re.compile(r"<a\b([^>]*?)\bhref=(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_PICTURE_FROM = re.compile(r"\bsrc=[\"']https://", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|/", re.IGNORECASE)

Way = tuple[str, ...]
Progress = Callable[[str, int], None]


class Importer:
    """One run over some files and folders."""

    def __init__(self, paths: Sequence[Path], source: str, lang: str) -> None:
        self.source, self.lang = source, lang
        self.report = Report()
        self.part = self.report.part("articles")
        self.longest_hold = 0.0
        self._files = [(file, path) for path in paths for file in files_of(path)]
        self._progress: Progress = lambda *_: None
        self._ids: set[tuple[str, str]] = set()
        self._topics: dict[tuple[str, Way], int] = {}
        self._spoken: set[str] = set()
        self._common = 0

    def on_progress(self, tell: Progress) -> None:
        """``tell`` gets the name of a file and how many more of its bytes are behind."""
        self._progress = tell

    def total_bytes(self) -> int:
        return sum(file.stat().st_size * 2 for file, _ in self._files)

    def run(self) -> Report:
        self._spoken = set(KnowledgeBasePage.objects.values_list("locale__language_code", flat=True))
        self._look_ahead()
        pace, seen = Pace(), set[tuple[str, str]]()
        found = self._all()
        while batch := list(islice(found, pace.size)):
            rows = [row for article in batch if (row := self._row(article, seen)) is not None]
            if rows:
                self.part.add(_again(self.source, rows, pace))
        tell_rest(self.source)
        self.longest_hold = pace.longest
        return self.report

    def _look_ahead(self) -> None:
        """Which articles there are, and the topics they need."""
        for article in self._all(report=False):
            if not article.error and (lang := self._language(article)):
                self._ids.add((lang, article.id))
        folders = {(id.split("/")[:-1] and tuple(id.split("/")[:-1])) or () for _, id in self._ids}
        while len(folders) > 1 and len({folder[: self._common + 1] for folder in folders}) == 1:
            self._common += 1
        for lang in sorted({lang for lang, _ in self._ids}):
            ways = {self._way(id) for spoken, id in self._ids if spoken == lang}
            for way, topic_id in import_topics(self.source, lang, ways).items():
                self._topics[lang, way] = topic_id

    def _way(self, id: str) -> Way:
        """The names of the topics above an article: its folders, without those that all share; at most two deep."""
        folders = id.split("/")[:-1][self._common :][:DEEPEST]
        names = tuple(_title(folder) for folder in folders if folder.strip(". "))
        return names or (_title(self.source),)

    def _all(self, *, report: bool = True) -> Iterator[Found]:
        for file, root in self._files:
            behind = 0

            def at(position: int, file: Path = file) -> None:
                nonlocal behind
                self._progress(file.name, position - behind)
                behind = position

            try:
                yield from articles_of(file, root, at)
            except FAULTS as fault:
                if report:
                    self.report.broken.append(f"{file.name}: {fault}")

    def _language(self, article: Found) -> str:
        lang = language_of(article.lang or self.lang)
        return lang if lang in self._spoken else ""

    def _row(self, article: Found, seen: set[tuple[str, str]]) -> ArticleRow | None:
        self.part.read += 1
        lang = "" if article.error else self._language(article)
        title = clean_line(article.title)
        why = article.error
        if not why and not lang:
            why = f"in a language that the site does not speak ({article.lang or self.lang})"
        elif not why and (lang, article.id) in seen:
            why = "the same id a second time"
        elif not why and not title:
            why = "no title"
        elif not why and not article.text.strip():
            why = "no text"
        if why:
            self.part.skip(article.id, why)
            return None
        seen.add((lang, article.id))
        text = article.text if article.form == "markdown" else self._mended(article, lang)
        way = self._way(article.id)
        return ArticleRow(article.id, lang, self._topics[lang, way], title, text, article.form, clean_line(article.summary), article.tags)

    def _mended(self, article: Found, lang: str) -> str:
        """Links between articles lead to them; links and pictures that lead nowhere from here are taken out."""

        def link(tag: re.Match[str]) -> str:
            address = unescape(tag[2][1:-1]).strip()
            if _ELSEWHERE.match(address):
                return tag[0]
            target = self._target(article.id, address, lang)
            if not target:
                self.report.notes.skip(article.id, "a link that leads to nothing in the import: its words stay")
                return f"<a{tag[1]}"
            return f'<a{tag[1]}href="{escape(target)}"'

        def picture(tag: re.Match[str]) -> str:
            if _PICTURE_FROM.search(tag[0]):
                return tag[0]
            self.report.notes.skip(article.id, "a picture that is not in the import")
            return ""

        return _PICTURE.sub(picture, _HREF.sub(link, article.text))

    def _target(self, id: str, address: str, lang: str) -> str:
        """Where a link of article ``id`` leads here: by its folder, from the top, or from the top below a language's own folder."""
        path = address.partition("#")[0].partition("?")[0]
        top, _, rest = path.partition("/")
        near = posixpath.normpath(posixpath.join(posixpath.dirname(id), path))
        for target in (near, path, rest if language_of(top) else ""):
            if target and (lang, target) in self._ids:
                return f"/kb/imported/{quote(self.source, safe='')}/{lang}/{quote(target)}"
        return ""


def _title(folder: str) -> str:
    words = " ".join(re.split(r"[-_\s]+", folder)).strip()
    return words[:1].upper() + words[1:100] if words else folder[:100]


def _again(source: str, rows: list[ArticleRow], pace: Pace) -> Outcome:
    """Somebody else (an editor, a second import) may take a place, a slug or a lock in between: the batch is looked up anew."""
    for _ in range(RETRIES):
        try:
            return import_articles(source, rows, pace)
        except (IntegrityError, OperationalError):
            sleep(uniform(0.01, 0.2))  # noqa: S311 - only so that two writers fall out of step
    return import_articles(source, rows, pace)
