"""Documents cut into passages of 60 to 80 words: small enough to answer, large enough to be found.

Sections are no reason for shorter ones: a passage holds as many short sections as fit, each behind its heading (docs/search.md has the
figures). A heading ends a passage that is long enough, as the end of a sentence does.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from operator import attrgetter
from typing import Final

from core.content import Part

SHORTEST: Final = 60
LONGEST: Final = 80

_SENTENCE_END: Final = tuple(".!?…:;")
_STOPS: Final = (*_SENTENCE_END, ",")


def passages(text: str) -> Iterator[str]:
    """Cut ``text`` at ends of sentences into pieces of `SHORTEST` to `LONGEST` words; the last may be shorter.

    A sentence longer than a passage is cut between words, so no text is lost and none is repeated.
    """
    return map(" ".join, cut(text))


def cut(text: str) -> Iterator[list[str]]:
    """`passages` as lists of their words, with the punctuation at them."""
    words = text.split()
    if len(words) <= SHORTEST:
        if words:
            yield words
        return
    lines = set(accumulate(len(line.split()) for line in text.split("\n"))) if "\n" in text else ()
    start = 0
    while start < len(words):
        end = _end(words, lines, start)
        yield words[start:end]
        start = end


def cut_parts(parts: Sequence[Part]) -> Iterator[tuple[Part, list[str], tuple[str, ...]]]:
    """The words of each passage of a document, the first part of the row that they are from, and the headings that most of them stand
    under. Headings stand in the text, too, each before what it is about."""
    for part in parts:
        if part.headings:
            break
    else:
        for part in parts:
            for piece in cut(part.text):
                yield part, piece, ()
        return
    for _, group in groupby(parts, key=attrgetter("ref", "role", "accepted")):
        sections = tuple(group)
        for piece, headings in _cut_sections(sections):
            yield sections[0], piece, headings


def with_headings(parts: Iterable[Part]) -> Iterator[tuple[str, str]]:
    """Each part's new headings, as lines of text, and its text: put together, the text that is cut."""
    above: tuple[str, ...] = ()
    for part in parts:
        same = 0
        while same < min(len(above), len(part.headings)) and above[same] == part.headings[same]:
            same += 1
        above = part.headings
        yield "\n".join(heading if heading.endswith(_STOPS) else f"{heading}:" for heading in above[same:]), part.text


def _cut_sections(parts: Sequence[Part]) -> Iterator[tuple[list[str], tuple[str, ...]]]:
    words, owners, lines, inside = list[str](), list[int](), set[int](), set[int]()
    for number, (headings, text) in enumerate(with_headings(parts)):
        before = len(words)
        words += headings.split()
        inside.update(range(before + 1, len(words) + 1))
        for line in text.split("\n"):
            words += line.split()
            lines.add(len(words))
        owners += [number] * (len(words) - before)
    start = 0
    while start < len(words):
        end = _end(words, lines, start, inside)
        owner = owners[start:end]
        yield words[start:end], parts[max(dict.fromkeys(owner), key=owner.count)].headings
        start = end


def _end(words: list[str], lines: set[int] | tuple[()], start: int, inside: set[int] | tuple[()] = ()) -> int:
    """Behind the first sentence, or line, that makes a passage from ``start`` long enough; or where it is as long as it may be. Never
    ``inside`` a heading or right behind it."""
    longest = min(start + LONGEST, len(words))
    for end in range(start + SHORTEST, longest):
        if end in lines or (words[end - 1].endswith(_SENTENCE_END) and end not in inside):
            return end
    return longest
