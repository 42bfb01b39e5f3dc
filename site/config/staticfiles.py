"""Static files as they leave the house: one style sheet instead of forty, compressed once, under addresses that change with the content.

There is no build step and nothing to forget: the server prepares `STATIC_BUNDLE` (a folder in the data folder, first among the static
folders) before it reads which files there are. Without it the sources are served as they are, and every page still works.
"""

import gzip
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import brotli
import structlog
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.middleware import WhiteNoiseMiddleware

log = structlog.get_logger(__name__)

SHEET = "css/plaza.css"
BUNDLED = (SHEET, "css/styleguide.css", "js/*.js", "vendor/*.js", "icons/*.svg")
IMPORT = re.compile(r'@import "([^"]+)";')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise over a fresh bundle; where none can be written, over the sources."""

    def add_files_from_finders(self) -> None:
        try:
            build(settings.ROOT / "static", settings.STATIC_BUNDLE)
        except OSError:
            log.exception("no bundle, static files are served as they are")
        super().add_files_from_finders()


class VersionedStorage(StaticFilesStorage):
    """``/static/css/plaza.css?v=1f3a…``: browsers may keep a file for long, and never keep an old one.

    Fonts have no version: the style sheet names them without one, and a second address would be a second download.
    """

    def url(self, name: str | None) -> str:
        plain = super().url(name)
        version = "" if (name or "").startswith("fonts/") else _version(name or "")
        return f"{plain}?v={version}" if version else plain


@cache
def _version(name: str) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10] if found else ""


def build(sources: Path, target: Path) -> bool:
    """Bring ``target`` up to date with ``sources``; False when it already was. Several processes may do so at once."""
    stamp = _stamp(sources)
    mark = target.with_suffix(".stamp")
    if mark.is_file() and mark.read_text() == stamp:
        return False
    for name, content in _files(sources):
        _write(target / name, content)
        for suffix, packed in ((".gz", gzip.compress(content, 9, mtime=0)), (".br", brotli.compress(content))):
            _write(target / (name + suffix), packed)
    _write(mark, stamp.encode())
    return True


def _files(sources: Path) -> Iterator[tuple[str, bytes]]:
    for pattern in BUNDLED:
        for path in sorted(sources.glob(pattern)):
            name = path.relative_to(sources).as_posix()
            yield name, one_sheet(path).encode() if name == SHEET else path.read_bytes()


def one_sheet(path: Path) -> str:
    """A style sheet with what it imports in place, without comments and indentation. Only `url()`s of files beside ``path`` stay right."""
    text = IMPORT.sub(lambda found: (path.parent / found[1]).read_text(), path.read_text())
    lines = (line.strip() for line in COMMENT.sub("", text).splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def _stamp(sources: Path) -> str:
    facts = sorted(
        f"{path.relative_to(sources)} {path.stat().st_mtime_ns} {path.stat().st_size}" for path in sources.rglob("*") if path.is_file()
    )
    return hashlib.sha256("\n".join([str(BUNDLED), *facts]).encode()).hexdigest()


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing, whoever reads at the same time; the draft stands outside the folder that others list."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=settings.STATIC_BUNDLE.parent, prefix=".bundle-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(draft).chmod(0o644)
    Path(draft).replace(path)
