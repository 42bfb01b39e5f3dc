"""The words of an index as one reader may know them: a word that only documents kept from them hold isn't there.

Else mended words, the share of words that must match, and scores would tell whether somebody wrote a name where the reader may not look.
"""

from collections.abc import Iterable
from typing import Final

from search.engines.protocol import Lexicon, Reader
from search.queries import Query

COMMON: Final = 2_000
"""A word of more documents tells nothing of any: it is taken for known to all, and costs no look."""


class SeenLexicon:
    """Implements `search.engines.protocol.Lexicon` for who may find the documents ``among``, except that `beginning` and `near` name words
    of all documents: ask for their frequencies. ``whole`` is the lexicon of all.
    """

    def __init__(self, whole: Lexicon, reader: Reader, among: Query):
        self.whole = whole
        self._reader = reader
        self._among = among
        self._seen: dict[tuple[str, str], bool] = {}

    def read(self, wanted: Iterable[tuple[str, str]]) -> None:
        pairs = tuple(dict.fromkeys(wanted))
        self.whole.read(pairs)
        self._look([pair for pair in pairs if pair not in self._seen and 0 < self.whole.frequency(*pair) <= COMMON])

    def frequency(self, field: str, term: str) -> int:
        held = self.whole.frequency(field, term)
        if not 0 < held <= COMMON:
            return held
        if (field, term) not in self._seen:
            self._look([(field, term)])
        return held if self._seen[field, term] else 0

    def beginning(self, prefix: str) -> dict[str, int]:
        return self.whole.beginning(prefix)

    def near(self, term: str, initials: str) -> dict[str, int]:
        return self.whole.near(term, initials)

    def languages(self) -> dict[str, int]:
        return self.whole.languages()

    def _look(self, pairs: list[tuple[str, str]]) -> None:
        if pairs:
            held = self._reader.held(pairs, self._among)
            self._seen |= {pair: pair in held for pair in pairs}
