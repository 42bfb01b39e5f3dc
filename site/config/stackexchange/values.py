"""Reads the attributes of rows: numbers, dates, tags, languages."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from config.stackexchange.reading import Row

POST_TYPES = {
    "3": "wiki page",
    "4": "tag excerpt",
    "5": "tag wiki",
    "6": "moderator's nomination",
    "7": "wiki placeholder",
    "8": "privilege wiki",
}
VOTE_TYPES = {
    "3": "downvote",
    "4": "mark as offensive",
    "5": "bookmark",
    "6": "vote to close",
    "7": "vote to reopen",
    "8": "start of a bounty",
    "9": "end of a bounty",
    "10": "vote to delete",
    "11": "vote to undelete",
    "12": "mark as spam",
    "15": "moderator's review",
    "16": "approved edit",
}
ACCEPTANCE, VALUES = "1", {"2": 1, "3": -1}
DUPLICATE_LINK = "3"

_TAGS = re.compile(r"[^<>|]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Unusable(ValueError):
    """A row lacks what it needs; the message says what, for the report."""


def needed(row: Row, name: str) -> str:
    if value := row.get(name, "").strip():
        return value
    raise Unusable(f"no {name}")


def number(row: Row, name: str) -> int:
    """0 when it isn't there."""
    try:
        return max(-(2**31), min(2**31 - 1, int(row.get(name) or 0)))
    except ValueError:
        raise Unusable(f"{name} is no number") from None


def date(row: Row, name: str = "CreationDate") -> datetime:
    if found := _date(row.get(name, "")):
        return found
    raise Unusable(f"no valid {name}")


def date_or(row: Row, name: str, otherwise: datetime) -> datetime:
    return _date(row.get(name, "")) or otherwise


def date_if_any(row: Row, name: str = "CreationDate") -> datetime | None:
    return _date(row.get(name, ""))


@lru_cache(maxsize=2048)
def _date(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def tags(row: Row) -> list[str]:
    """Of both notations: ``<a><b>`` and ``|a|b|``."""
    return _TAGS.findall(row.get("Tags", ""))


def split_language(names: list[str], prefix: str, otherwise: str) -> tuple[str, tuple[str, ...]]:
    """The language that a tag such as ``locale-pt-br`` names ("pt"), and the other tags."""
    lang, rest = otherwise, []
    for name in names:
        if prefix and name.startswith(prefix):
            code = re.split(r"[-_]", name.removeprefix(prefix).lower())[0]
            lang = code if _LANGUAGE.fullmatch(code) else lang
        else:
            rest.append(name)
    return lang, tuple(rest)
