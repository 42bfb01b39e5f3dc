"""What changed from one version of a text to the next, word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from qa.models import Revision
from qa.writing import editable

_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
WORDS_COMPARED = 800


@dataclass(frozen=True, slots=True)
class Piece:
    """``change``: "" (kept), "ins" or "del"."""

    change: str
    text: str


@dataclass(frozen=True, slots=True)
class VersionChange:
    revision: Revision
    title: list[Piece]
    body: list[Piece]
    tags_added: list[str]
    tags_removed: list[str]
    is_current: bool


def pieces(old: str, new: str) -> list[Piece]:
    """``new`` with what was taken out and put in: lines first, then the words of lines that changed, so that long texts stay cheap."""
    found: list[Piece] = []
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, before, after).get_opcodes():
        removed, added = "".join(before[i1:i2]), "".join(after[j1:j2])
        if operation == "equal":
            found.append(Piece("", added))
        else:
            found.extend(_words(removed, added))
    return found


def _words(old: str, new: str) -> list[Piece]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > WORDS_COMPARED:
        before, after = [old], [new]
    found: list[Piece] = []
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        removed, added = "".join(before[i1:i2]), "".join(after[j1:j2])
        if operation == "equal":
            found.append(Piece("", added))
            continue
        if removed:
            found.append(Piece("del", removed))
        if added:
            found.append(Piece("ins", added))
    return found


def _text(revision: Revision) -> str:
    return editable(revision.body_source, revision.body_format)


def version_changes(versions: Sequence[Revision]) -> list[VersionChange]:
    """Newest first, each against the one before it; the first is shown whole."""
    changes = []
    for position, revision in enumerate(versions):
        before = versions[position - 1] if position else revision
        changes.append(
            VersionChange(
                revision,
                title=pieces(before.title, revision.title),
                body=pieces(_text(before), _text(revision)),
                tags_added=sorted(set(revision.tags) - set(before.tags)),
                tags_removed=sorted(set(before.tags) - set(revision.tags)),
                is_current=position == len(versions) - 1,
            )
        )
    return changes[::-1]
