"""The words that answer, from a document's passages, with what was searched for marked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from core.content import Card, Part, content
from core.text import highlight
from search import analysis
from search.passages import passages, with_headings
from search.results import Found, Hit, Passage

ANSWER_BONUS: Final = 1.6  # an answer's passage may hold that much fewer of the words than the question's and still be shown
OPENING_WORDS: Final = 18  # a match later than this is brought to the front
WORDS_BEFORE: Final = 6
SENTENCE: Final = 30  # words back to where the match's sentence may begin
ENOUGH: Final = 90  # characters to read, where a sentence further back gives them
ENDS: Final = (".", "!", "?", "…", ":")
CONSIDERED: Final = 2
WHOLE: Final = 30  # words from which a passage isn't short: what a text ends with is found easily, and tells little


@dataclass(frozen=True, slots=True)
class Marks:
    """What to mark: terms and codes of a found question."""

    terms: frozenset[str]
    codes: frozenset[str]

    @classmethod
    def of(cls, found: Found) -> "Marks":
        return cls(found.terms, found.codes)

    def ranges(self, text: str, lang: str) -> list[tuple[int, int]]:
        short = analysis.language(lang)
        marked = [(word.start, word.end) for word in analysis.words(text, short) if word.term in self.terms]
        if self.codes:
            marked += [(start, end) for code, start, end in analysis.placed_codes(text) if code in self.codes]
        return marked

    def held(self, text: str, lang: str) -> int:
        """How many of the different words stand in ``text``."""
        short = analysis.language(lang)
        return len(self.terms.intersection(analysis.terms(text, short))) + len(self.codes.intersection(analysis.codes(text)))

    def on(self, text: str, lang: str) -> SafeString:
        return highlight(text, self.ranges(text, lang))


def candidates(hit: Hit, marks: Marks) -> list[Passage]:
    """Passages worth showing, best first: the accepted answer's own, then those that hold most of the words, answers before questions.

    Passages are found by their document's title too; here their own words count, and those of their headings, which are shown with them.
    """

    def worth(passage: Passage) -> tuple[float, int, int, float]:
        held = marks.held(passage.whole, hit.lang)
        said = marks.held(passage.text, hit.lang) if passage.headings else held
        return held * (ANSWER_BONUS if passage.role == "answer" else 1), said, min(len(passage.text.split()), WHOLE), passage.score

    accepted = max((passage for passage in hit.passages if passage.accepted), key=worth, default=None)
    if hit.answer and (accepted is None or not worth(accepted)[0]):
        accepted = hit.answer
    others = sorted((passage for passage in hit.passages if not passage.accepted), key=worth, reverse=True)
    return [*([accepted] if accepted else []), *others[:CONSIDERED]]


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a row that the viewer may see; ``headings`` and ``anchor`` as in `core.content.Part`."""

    text: str
    card: Card
    headings: tuple[str, ...] = ()
    anchor: str = ""


def confirmed(choices: Iterable[Passage], cards: dict[tuple[str, int], Card], marks: Marks) -> Quoted | None:
    """The first passage whose row the viewer may see.

    Text and headings come from the database: where the indexed passage is no longer in it, its best present passage stands in.
    """
    for passage in choices:
        card = cards.get(ref_of(passage))
        if card is None:
            continue
        parts = content[card.kind].parts(card)
        if found := _placed(passage, parts, card, marks):
            return found
        if present := [(piece, part) for part in parts for piece in passages(part.text)]:
            text, part = max(present, key=lambda found: len(marks.ranges(found[0], card.lang)))
            return Quoted(text, card, part.headings, part.anchor)
    return None


def _placed(passage: Passage, parts: Sequence[Part], card: Card, marks: Marks) -> Quoted | None:
    """The passage where it stands now; of one that reaches over several sections, what the section says that holds most of the words."""
    placed: list[tuple[int, int, int]] = []  # for each part, where its headings begin, its text begins, and both end
    whole = ""
    for headings, text in with_headings(parts):
        begins = len(whole)
        whole += f"{' '.join(headings.split())} " if headings else ""
        placed.append((begins, len(whole), len(whole) + len(said := " ".join(text.split()))))
        whole += f"{said} "
    half = len(passage.text) // 2
    own = [place for part, place in zip(parts, placed, strict=True) if part.headings == passage.headings]  # others may say the same words
    around = [whole.find(passage.text, max(begins - half, 0), ends + half) for begins, _, ends in own]
    start = next((at for at in around if at >= 0), -1)
    if start < 0 and (start := whole.find(passage.text)) < 0:
        return None
    end = start + len(passage.text)
    over = [(part, *place) for part, place in zip(parts, placed, strict=True) if place[0] < end and start < place[2]]
    if len(over) < 2 and (not over or start >= over[0][2]):
        return Quoted(passage.text, card, *((over[0][0].headings, over[0][0].anchor) if over else ()))

    def worth(found: tuple[Part, int, int, int]) -> tuple[int, int]:
        part, begins, _, ends = found
        shown = whole[max(start, begins) : min(end, ends)]
        return marks.held(f"{' '.join(part.headings)} {shown}", card.lang), len(shown)

    part, _, begins, ends = max(over, key=worth)
    text = next(passages(whole[max(start, begins) : ends]), "")
    return Quoted(text, card, part.headings, part.anchor)


def ref_of(passage: Passage) -> tuple[str, int]:
    kind, _, id = passage.ref.rpartition(":")
    return kind, int(id or 0)


def snippet(text: str, lang: str, marks: Marks) -> SafeString:
    """``text`` with its matches marked, from a little before the first one if that comes late."""
    ranges = marks.ranges(text, lang)
    start = _start(text, min(begin for begin, _ in ranges)) if ranges else 0
    shown = ("… " if start else "") + text[start:]
    shift = start - (2 if start else 0)
    return highlight(shown, [(begin - shift, end - shift) for begin, end in ranges if begin >= start])


def _start(text: str, first_match: int) -> int:
    starts = list(_word_starts(text[:first_match]))
    if len(starts) <= OPENING_WORDS:
        return 0
    sentences = [at for at in starts[-SENTENCE:] if text[:at].rstrip().endswith(ENDS)]
    full = [at for at in sentences if len(text) - at >= ENOUGH]
    return (full[-1:] or sentences[:1] or starts[-WORDS_BEFORE:])[0]


def _word_starts(text: str) -> Iterator[int]:
    at = 0
    for word in text.split(" "):
        yield at
        at += len(word) + 1
