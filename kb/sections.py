"""An article's HTML taken apart at its headings: for the contents list, for anchors, and for what search shows.

It reads nh3's own output (`core.text`), where tags are closed and attributes stand in double quotes. A piece may begin or end inside a
``<div>`` of an import; `sanitised` closes what is open.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii
from django.utils.text import slugify

from core.text import plain

WORDS_A_MINUTE = 200
IN_CONTENTS = 2
_HEADING = re.compile(r"<h([3-6])>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-z0-9]+)")
_TRANSPARENT = frozenset({"div", "section"})
_VOID = frozenset({"br", "hr", "img", "wbr", "col"})


@dataclass(frozen=True, slots=True)
class Section:
    """``level`` is 2 for the article's main parts, 3 and deeper below them, 0 for what stands before the first heading."""

    level: int
    title: str
    anchor: str
    html: str

    @property
    def tag(self) -> str:
        return f"h{min(self.level, 6)}"


def sections_of(html: str, title: str = "") -> tuple[Section, ...]:
    """The sections of ``html``. A first heading that only repeats ``title`` is left out: the page has said it."""
    return _sections(html, title)


@lru_cache(maxsize=256)
def _sections(html: str, title: str) -> tuple[Section, ...]:
    found = list(_free_headings(html))
    if found and title and plain(found[0][2]).casefold() == title.casefold() and not plain(html[: found[0].start()]):
        html = html[found[0].end() :]
        shift = found[0].end()
        marks = [(match.start() - shift, match.end() - shift, int(match[1]), match[2]) for match in found[1:]]
    else:
        marks = [(match.start(), match.end(), int(match[1]), match[2]) for match in found]
    top = min((level for _, _, level, _ in marks), default=3)
    taken = {"content"}  # the page's own
    sections = [Section(0, "", "", html[: marks[0][0]] if marks else html)]
    # Where there is no heading the last end stands alone.
    for (_start, end, level, inner), after in zip(marks, [*[mark[0] for mark in marks[1:]], len(html)], strict=False):
        words = " ".join(plain(inner).split())
        if words:
            sections.append(Section(level - top + 2, words, _anchor(words, taken), html[end:after]))
        else:
            sections.append(Section(0, "", "", html[end:after]))
    return tuple(section for section in sections if section.title or section.html.strip())


def contents_of(sections: tuple[Section, ...]) -> list[Section]:
    """The main parts, when there is more than one."""
    parts = [section for section in sections if section.level == IN_CONTENTS]
    return parts if len(parts) > 1 else []


def minutes_to_read(text: str) -> int:
    return max(1, round(len(text.split()) / WORDS_A_MINUTE))


def _anchor(words: str, taken: set[str]) -> str:
    base = slugify(anyascii(words))[:60].strip("-") or "part"
    anchor, number = base, 2
    while anchor in taken:
        anchor, number = f"{base}-{number}", number + 1
    taken.add(anchor)
    return anchor


def _free_headings(html: str) -> Iterator[re.Match[str]]:
    """Headings inside nothing but divisions: one in a list or a table stays where it is."""
    depth = at = 0
    for heading in _HEADING.finditer(html):
        for tag in _TAG.finditer(html, at, heading.start()):
            if tag[2] not in _TRANSPARENT and tag[2] not in _VOID:
                depth += -1 if tag[1] else 1
        at = heading.end()
        if depth == 0:
            yield heading
