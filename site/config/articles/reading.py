"""Articles as they lie in files: ``.jsonl`` or ``.jsonl.gz`` with ``id, lang, title, html`` a line, and folders of Markdown."""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson
from django.conf import settings

LONGEST_LINE = 5_000_000
_LANGUAGE_AT_END = re.compile(r"\.([a-z]{2}(?:-[A-Za-z]{2})?)$")
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_TITLE = re.compile(r"\A\s*#\s+(.+?)\s*#*\s*$", re.MULTILINE)

At = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Found:
    """One article of a file; ``error`` says why it can't be one. ``form`` is "html" or "markdown"."""

    id: str
    lang: str = ""
    title: str = ""
    text: str = ""
    form: str = "html"
    summary: str = ""
    tags: tuple[str, ...] = ()
    error: str = ""


def files_of(path: Path) -> list[Path]:
    """The files that ``path`` stands for: itself, or what a folder holds of either kind, in a fixed order."""
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file() and (_is_lines(file) or file.suffix.lower() in {".md", ".markdown"}))


def articles_of(file: Path, root: Path, at: At) -> Iterator[Found]:
    """The articles of a file, streamed; ``at`` is told how many bytes are behind.

    Raises:
        OSError, EOFError, zlib.error: the file can't be read further.
    """
    if _is_lines(file):
        yield from _lines(file, at)
    else:
        yield _markdown(file, root)
        at(file.stat().st_size)


def language_of(code: str) -> str:
    """The site's language for ``code`` ("pt-BR" → "pt"); empty when the site doesn't speak it."""
    short = code.replace("_", "-").partition("-")[0].lower()
    return short if short in dict(settings.LANGUAGES) else ""


def _is_lines(file: Path) -> bool:
    return file.name.lower().endswith((".jsonl", ".jsonl.gz"))


def _lines(file: Path, at: At) -> Iterator[Found]:
    with file.open("rb") as raw:
        stream: IO[bytes] | gzip.GzipFile = gzip.GzipFile(fileobj=raw) if file.suffix == ".gz" else raw
        number = 0
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            where = f"{file.name}:{number}"
            if len(line) > LONGEST_LINE:
                while line and not line.endswith(b"\n"):
                    line = stream.readline(LONGEST_LINE + 1)
                yield Found(where, error="a line of more than 5 million bytes")
            elif line.strip():
                yield _article(line, where)
            at(raw.tell())


def _article(line: bytes, where: str) -> Found:
    try:
        row: Any = orjson.loads(line)
    except orjson.JSONDecodeError:
        return Found(where, error="not a line of JSON")
    if not isinstance(row, dict):
        return Found(where, error="not a JSON object")
    given = {name: row.get(name) for name in ("id", "lang", "title", "html", "summary")}
    id = str(given["id"] or "").strip()
    if not id:
        return Found(where, error="no id")
    tags = row.get("tags")
    return Found(
        id=id,
        lang=str(given["lang"] or ""),
        title=str(given["title"] or "").strip(),
        text=given["html"] if isinstance(given["html"], str) else "",
        summary=str(given["summary"] or ""),
        tags=tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
    )


def _markdown(file: Path, root: Path) -> Found:
    """``guide.pt.md`` is the Portuguese of ``guide.md``; ``---`` lines may give id, lang, title, summary and tags."""
    base = root if root.is_dir() else root.parent
    name = file.relative_to(base).with_suffix("").as_posix()
    try:
        text = file.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return Found(name, error="not UTF-8")
    front: dict[str, str] = {}
    if head := _FRONT.match(text):
        pairs = (line.partition(":") for line in head[1].splitlines() if ":" in line)
        front = {key.strip().lower(): value.strip().strip("\"'") for key, _, value in pairs}
        text = text[head.end() :]
    lang = front.get("lang", "")
    if suffix := _LANGUAGE_AT_END.search(name):
        lang, name = lang or suffix[1], name[: suffix.start()]
    title = front.get("title", "")
    if heading := _TITLE.match(text):
        title = title or heading[1]
        text = text[heading.end() :] if heading[1] == title else text
    tags = tuple(tag.strip() for tag in front.get("tags", "").strip("[]").split(",") if tag.strip())
    return Found(front.get("id", name), lang, title, text.strip(), "markdown", front.get("summary", ""), tags)


FAULTS = (OSError, EOFError, zlib.error)
