"""Translation catalogs without the gettext tools: extraction from templates and Python, update, compilation, and what is missing.

English is the source. Each other language has one catalog for the whole site, `locale/<language>/LC_MESSAGES/django.po`; its `.mo` is
compiled from it and never committed.
"""

import copy
import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import allauth
import django
import rest_framework
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

LANGUAGES = ("es", "pt")
# Whose plurals and name a catalog has: Portuguese is Brazil's.
LOCALES = {"es": "es", "pt": "pt_BR"}
SOURCES = ("site", "qa", "kb", "forums", "search", "gamification", "moderation", "crm_sync")
SKIPPED = {"migrations", "tests", "__pycache__"}
TEMPLATES = ("*.html", "*.txt")

# Ours is Brazilian Portuguese under the short code, so what the libraries say must be Brazilian too.
LIBRARIES = {
    "pt": [
        Path(package).parent / folder / "locale" / "pt_BR"
        for package, folder in (
            (django.__file__, "conf"),
            *((django.__file__, f"contrib/{app}") for app in ("admin", "auth", "contenttypes", "humanize", "sessions")),
            (allauth.__file__, ""),
            (rest_framework.__file__, ""),
        )
    ]
}

# What scripts fill in and what browsers draw: a translation holds the same.
HELD = re.compile(r"\{\w+\}|</?[a-z]+")

KEYWORDS: dict[str, Any] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A message that a language lacks; ``why``: missing, fuzzy, or what is wrong with its placeholders."""

    language: str
    text: str
    place: str
    why: str


def catalog_path(language: str) -> Path:
    return Path(settings.ROOT) / "locale" / language / "LC_MESSAGES" / "django.po"


def extract_all() -> Catalog:
    """Every translatable message of templates and Python files, with the files that hold it."""
    catalog = Catalog(project="Plaza", charset="utf-8")
    for path in sorted(_files()):
        place = path.relative_to(settings.ROOT).as_posix()
        for text, comments, context in _messages(path):
            catalog.add(text, None, [(place, None)], auto_comments=comments, context=context)  # type: ignore[list-item]
    return catalog


def _files() -> Iterator[Path]:
    root = Path(settings.ROOT)
    for pattern in TEMPLATES:
        yield from (root / "templates").rglob(pattern)
    for source in SOURCES:
        for path in (root / source).rglob("*.py"):
            if not SKIPPED & set(path.relative_to(root).parts):
                yield path


def _messages(path: Path) -> Iterator[tuple[Any, list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    method = "python"
    if path.suffix != ".py":
        # Django turns a template into calls of gettext between blanked words; the JavaScript lexer reads those in any order of quotes.
        text, method = templatize(text, origin=str(path)), "javascript"
    for _line, message, comments, context in extract(method, io.BytesIO(text.encode()), keywords=KEYWORDS):
        yield message, comments, context


def load(language: str) -> Catalog:
    path = catalog_path(language)
    if not path.exists():
        return Catalog(locale=LOCALES[language], project="Plaza", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=LOCALES[language], charset="utf-8")


def update(language: str, found: Catalog) -> Catalog:
    """Bring a language's catalog to what the sources hold: new messages are empty, gone ones are dropped, no guesses."""
    catalog = load(language)
    found = copy.deepcopy(found)  # Babel takes the messages over as they are: two languages would share them
    catalog.update(found, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    save(language, catalog)
    return catalog


def save(language: str, catalog: Catalog) -> None:
    catalog.header_comment = f"# Plaza in {catalog.locale.english_name if catalog.locale else language}."
    catalog.fuzzy = False
    path = catalog_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)
    unstable = (b'"POT-Creation-Date', b'"PO-Revision-Date')
    lines = [line for line in buffer.getvalue().splitlines(keepends=True) if not line.startswith(unstable)]
    path.write_bytes(b"".join(lines))


def compile_all() -> list[Path]:
    """Write each language's `.mo`, over what the libraries say in the right variety of it."""
    return [_compile(language) for language in LANGUAGES if catalog_path(language).exists()]


def _compile(language: str) -> Path:
    catalog = load(language)
    for folder in LIBRARIES.get(language, []):
        path = folder / "LC_MESSAGES" / "django.mo"
        if path.exists():
            _fill(catalog, path)
    target = catalog_path(language).with_suffix(".mo")
    draft = target.with_name(f".{os.getpid()}.mo")
    with draft.open("wb") as file:
        write_mo(file, catalog)
    draft.replace(target)
    return target


def _fill(catalog: Catalog, path: Path) -> None:
    """Add what ``path`` knows and ``catalog`` does not; ours always wins."""
    with path.open("rb") as file:
        library = read_mo(file)
    for message in library:
        context = message.context.decode() if isinstance(message.context, bytes) else message.context
        if not message.id or catalog.get(message.id, context) is not None:
            continue
        if isinstance(message.string, tuple) and len(message.string) != catalog.num_plurals:
            continue
        catalog.add(message.id, message.string, context=context)


def gaps(language: str, found: Catalog) -> list[Gap]:
    """What ``language`` lacks of what the sources hold."""
    catalog = load(language)
    missing = []
    for message in found:
        if not message.id:
            continue
        translated = catalog.get(message.id, message.context)
        if why := _what_is_wrong(translated, catalog):
            text = message.id[0] if isinstance(message.id, tuple | list) else message.id
            missing.append(Gap(language, text, message.locations[0][0], why))
    return missing


def _what_is_wrong(message: Message | None, catalog: Catalog) -> str:
    if message is None:
        return "missing"
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not all(strings):
        return "missing"
    if message.fuzzy:
        return "fuzzy"
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    if any(sorted(HELD.findall(text)) != sorted(HELD.findall(said or "")) for text, said in zip(ids, strings, strict=False)):
        return "other placeholders or elements than the source"
    return "; ".join(str(error) for error in message.check(catalog))
