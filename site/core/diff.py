"""What changed from one version of a text to the next, word by word; and a text as its editor writes it."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from markdownify import markdownify

from core.text import plain

_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
WORDS_COMPARED = 800


@dataclass(frozen=True, slots=True)
class Piece:
    """``change``: "" (kept), "ins" or "del"."""

    change: str
    text: str


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


def editable(source: str, body_format: str) -> str:
    """A stored text as its editor writes it: Markdown, also where it came in as HTML (imports)."""
    if body_format != "html":
        return source
    try:
        return markdownify(source, heading_style="ATX", bullets="-").strip()
    except RecursionError:
        return plain(source)


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
