"""Documents cut into passages of 60 to 80 words: small enough to answer, large enough to be found."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Final

SHORTEST: Final = 60
LONGEST: Final = 80

_SENTENCE_END: Final = tuple(".!?…:;")


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


def _end(words: list[str], lines: set[int] | tuple[()], start: int) -> int:
    """Behind the first sentence, or line, that makes a passage from ``start`` long enough; or where it is as long as it may be."""
    longest = min(start + LONGEST, len(words))
    for end in range(start + SHORTEST, longest):
        if end in lines or words[end - 1].endswith(_SENTENCE_END):
            return end
    return longest
