"""Documents cut into passages of 60 to 80 words: small enough to answer, large enough to be found."""

import re
from collections.abc import Iterator
from typing import Final

SHORTEST: Final = 60
LONGEST: Final = 80

_SENTENCE_END = re.compile(r"(?<=[.!?…:;])\s+|\n+")


def passages(text: str) -> Iterator[str]:
    """Cut ``text`` at ends of sentences into pieces of `SHORTEST` to `LONGEST` words; the last may be shorter.

    A sentence longer than a passage is cut between words, so no text is lost and none is repeated.
    """
    piece: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        words = sentence.split()
        while words:
            room = LONGEST - len(piece)
            if len(words) > room and len(piece) >= SHORTEST:
                yield " ".join(piece)
                piece = []
                continue
            piece += words[:room]
            words = words[room:]
            if len(piece) >= LONGEST:
                yield " ".join(piece)
                piece = []
        if len(piece) >= SHORTEST:
            yield " ".join(piece)
            piece = []
    if piece:
        yield " ".join(piece)
