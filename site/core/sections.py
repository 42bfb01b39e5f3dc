"""HTML taken apart at its headings: for contents lists, for anchors, and for what search finds and shows.

It reads nh3's own output (`core.text`), where tags are closed and attributes stand in double quotes. A piece may begin or end inside a
``<div>`` of an import; `sanitised` closes what is open.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Final

from anyascii import anyascii
from django.utils.text import slugify

from core.content import Part
from core.text import plain, read, read_each, readable

# Ids that a page has besides those of its headings.
_IDS: Final = "content bar-q search-words menu-places menu-you theme-title theme-title-foot helpful rating-comment"
_TITLED: Final = "contents credits fresh helpful keep known languages next similar source would"
_THE_PAGES_OWN: Final = frozenset([*_IDS.split(), *(f"{name}-heading" for name in _TITLED.split())])
HEADING: Final = "</h"  # where it is missing there is no heading
_HEADING = re.compile(r"<h([3-6])>(.*?)</h\1>", re.DOTALL)
_COUNTED = "(?!(?:div|section|br|hr|img|wbr|col)(?![a-z0-9]))[a-z0-9]"  # divisions don't count, and these are never closed
_OPENED, _CLOSED = re.compile(f"<{_COUNTED}"), re.compile(f"</{_COUNTED}")


@dataclass(frozen=True, slots=True)
class Section:
    """``level`` is 2 for the text's main parts, 3 and deeper below them, 0 for what stands before the first heading; ``written`` is the
    level in the HTML itself. ``path``: the titles of the headings that it stands under, its own last."""

    level: int
    title: str
    anchor: str
    html: str
    path: tuple[str, ...] = ()
    written: int = 0

    @property
    def tag(self) -> str:
        return f"h{min(self.level, 6)}"


def sections_of(html: str, title: str = "") -> tuple[Section, ...]:
    """The sections of ``html``. A first heading that only repeats ``title`` is left out: the page has said it."""
    return _kept(html, title)


def parts_of(
    html: str,
    ref: str,
    role: str = "body",
    *,
    title: str = "",
    accepted: bool = False,
    anchor: Callable[[Section], str] = lambda section: "",
) -> tuple[Part, ...]:
    """``html`` as parts of a document, one a section; those without an `anchor` of their own have that of the section they stand in."""
    if HEADING not in html:
        text = plain(html)
        return (Part(role, text, ref, accepted),) if text else ()
    parts, anchors = [], dict[tuple[str, ...], str]()
    sections, texts = _texts(html, title)
    for section, text, after in zip_longest(sections, texts, sections[1:]):
        path = section.path
        if section.title:
            anchors[path] = anchor(section) or anchors.get(path[:-1], "")
        if text:
            parts.append(Part(role, text, ref, accepted, path, anchors.get(path, "")))
        elif path and (after is None or after.path[: len(path)] != path):  # a heading with nothing below it is all that it says
            parts.append(Part(role, path[-1], ref, accepted, path[:-1], anchors[path]))
    return tuple(parts)


@lru_cache(maxsize=256)
def _texts(html: str, title: str) -> tuple[tuple[Section, ...], tuple[str, ...]]:
    """The sections with the text of each. Searches show the same pages again and again, and reading one takes its time."""
    sections = _cut(readable(html), title, read)
    return sections, read_each([section.html for section in sections])


def _cut(html: str, title: str, words_of: Callable[[str], str] = plain) -> tuple[Section, ...]:
    found = list(_free_headings(html))
    if found and title and words_of(found[0][2]).casefold() == title.casefold() and not words_of(html[: found[0].start()]):
        html = html[found[0].end() :]
        shift = found[0].end()
        marks = [(match.start() - shift, match.end() - shift, int(match[1]), match[2]) for match in found[1:]]
    else:
        marks = [(match.start(), match.end(), int(match[1]), match[2]) for match in found]
    top = min((level for _, _, level, _ in marks), default=3)
    taken = set(_THE_PAGES_OWN)
    sections = [Section(0, "", "", html[: marks[0][0]] if marks else html)]
    above: list[tuple[int, str]] = []
    # Where there is no heading the last end stands alone.
    for (_start, end, level, inner), after in zip(marks, [*[mark[0] for mark in marks[1:]], len(html)], strict=False):
        words = " ".join(words_of(inner).split())
        if words:
            above = [*((higher, name) for higher, name in above if higher < level), (level, words)]
            path = tuple(name for _, name in above)
            sections.append(Section(level - top + 2, words, _anchor(words, taken), html[end:after], path, level))
        else:
            sections.append(Section(0, "", "", html[end:after], tuple(name for _, name in above)))
    return tuple(section for section in sections if section.title or section.html.strip())


_kept = lru_cache(maxsize=256)(_cut)


def _anchor(words: str, taken: set[str]) -> str:
    return free_anchor(_slug(words), taken)


def free_anchor(base: str, taken: set[str]) -> str:
    """``base``, with a number if it is ``taken``; it is from then on."""
    anchor, number = base, 2
    while anchor in taken:
        anchor, number = f"{base}-{number}", number + 1
    taken.add(anchor)
    return anchor


@lru_cache(maxsize=2048)
def _slug(words: str) -> str:
    """Many texts have the same headings."""
    return slugify(anyascii(words))[:60].strip("-") or "part"


def _free_headings(html: str) -> Iterator[re.Match[str]]:
    """Headings inside nothing but divisions: one in a list or a table stays where it is."""
    depth = at = 0
    for heading in _HEADING.finditer(html):
        depth += len(_OPENED.findall(html, at, heading.start())) - len(_CLOSED.findall(html, at, heading.start()))
        at = heading.end()
        if depth == 0:
            yield heading
