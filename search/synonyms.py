"""Synonyms that managers wrote: what else a word or phrase of a question is found by, from the next question on, without a new index.

A line is written as Solr's: ``tv, televisor`` (each finds the others) or ``wifi, wi-fi => red inalámbrica`` (one way). Other than there,
what was typed is always searched too. Each side may have several words; a phrase's words each count as found where its synonym stands.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.characters import clean_line
from search import analysis
from search.kept import Kept
from search.models import Synonym
from search.models.rules import LINE_MAX
from search.request import Also

ARROW: Final = "=>"
WEIGHT: Final = 0.4  # of what was typed, shared among the words of a synonym
MOST_WORDS: Final = 6  # of one side
MOST_SIDES: Final = 20  # of one line
MOST_ALSO: Final = 8  # for one word of a question
MOST_EXPANDED: Final = 24  # for a whole question
MOST_LINES: Final = 5_000
WHY: Final = "synonym"

Forms = frozenset[tuple[str, ...]]


class BadLine(ValueError):
    """No line of synonyms; ``code`` says what is wrong: empty, alone, arrows, long, stop_words."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Line:
    """Whoever asks for one of ``asked`` also finds each of ``by``; both ways when they are the same."""

    asked: tuple[str, ...]
    by: tuple[str, ...]

    @property
    def both_ways(self) -> bool:
        return self.asked == self.by

    def __str__(self) -> str:
        left = ", ".join(self.asked)
        return left if self.both_ways else f"{left} {ARROW} {', '.join(self.by)}"


def parse(text: str) -> Line:
    """One line, tidied.

    Raises:
        BadLine: it says nothing, or too much.
    """
    line = clean_line(text)
    if len(line) > LINE_MAX:
        raise BadLine("long")
    if line.count(ARROW) > 1:
        raise BadLine("arrows")
    asked, arrow, by = line.partition(ARROW)
    left, right = _sides(asked), _sides(by)
    if arrow:
        if not left or not right:
            raise BadLine("empty")
        return Line(left, right)
    if not left:
        raise BadLine("empty")
    if len(left) == 1:
        raise BadLine("alone")
    return Line(left, left)


def _sides(text: str) -> tuple[str, ...]:
    sides = tuple(dict.fromkeys(side for piece in text.split(",") if (side := " ".join(piece.split()))))
    if len(sides) > MOST_SIDES or any(len(side.split()) > MOST_WORDS for side in sides):
        raise BadLine("long")
    if any(not any(analysis.terms(side, lang) for lang in analysis.LANGUAGES) for side in sides):
        raise BadLine("stop_words")
    return sides


@dataclass(frozen=True, slots=True)
class _Rule:
    asked: tuple[Forms, ...]
    by: tuple[tuple[str, ...], ...]


class Synonyms:
    """Implements `search.request.Expansion` for lines of (language or empty, text); lines that can't be read are left out."""

    def __init__(self, lines: Iterable[tuple[str, str]]):
        self._rules: dict[str, dict[tuple[str, ...], list[_Rule]]] = {}
        for lang, text in lines:
            try:
                line = parse(text)
            except BadLine:
                continue
            for each in (lang,) if lang else (*analysis.LANGUAGES, analysis.OTHER):
                self._add(line, each)

    def of(self, pieces: Sequence[str], lang: str) -> Mapping[str, tuple[Also, ...]]:
        found: dict[str, dict[tuple[str, ...], Also]] = {}
        left = MOST_EXPANDED
        for each in (lang,) if lang else tuple(self._rules):
            rules = self._rules.get(each)
            if not rules:
                continue
            said = [(piece, forms) for piece in pieces if (forms := _forms(piece, each))]
            for start, (_, forms) in enumerate(said):
                for rule in {id(rule): rule for form in forms for rule in rules.get(form, ())}.values():
                    span = said[start : start + len(rule.asked)]
                    if len(span) < len(rule.asked) or not all(there & wanted for (_, there), wanted in zip(span, rule.asked, strict=True)):
                        continue
                    for piece, there in span:
                        mine = found.setdefault(piece, {})
                        for terms in rule.by:
                            if left and len(mine) < MOST_ALSO and terms not in mine and terms not in there:
                                mine[terms] = Also(terms, WEIGHT / len(terms), WHY)
                                left -= 1
        return {piece: tuple(mine.values()) for piece, mine in found.items() if mine}

    def _add(self, line: Line, lang: str) -> None:
        by = tuple(dict.fromkeys(terms for side in line.by if (terms := tuple(analysis.terms(side, lang)))))
        for side in line.asked:
            asked = tuple(forms for piece in side.split() if (forms := _forms(piece, lang)))
            if not asked:
                continue
            own = tuple(analysis.terms(side, lang))
            rule = _Rule(asked, tuple(terms for terms in by if terms != own))
            for form in asked[0]:
                self._rules.setdefault(lang, {}).setdefault(form, []).append(rule)


def _forms(piece: str, lang: str) -> Forms:
    """The ways in which one piece of text may be written, as terms: ``wi-fi`` is (wi, fi) and (wifi,); none for a stop word."""
    written = (piece, *(code for code in analysis.codes(piece) if code.isalnum()))
    return frozenset(terms for form in written if (terms := tuple(analysis.terms(form, lang))))


def _read() -> Synonyms:
    return Synonyms(Synonym.objects.filter(enabled=True).values_list("lang", "line")[:MOST_LINES])


kept: Final = Kept("synonyms", _read)


def current() -> Synonyms:
    """What is in use now: no query, until somebody changes it."""
    return kept.now()


def exported(lang: str) -> Iterator[str]:
    """The lines of one language as text; those that are switched off are comments."""
    for synonym in Synonym.objects.filter(lang=lang).order_by("line"):
        yield synonym.line if synonym.enabled else f"# {synonym.line}"
