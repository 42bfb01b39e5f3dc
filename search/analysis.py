"""How text becomes terms, the same for documents and for questions, in Spanish, Portuguese and English.

A word is lowercased and stripped of its accents, gets back the accents that its ending must have (``configuracao`` →
``configuração``), is stemmed by Snowball and stripped again: with and without accents it is always the same term. A term carries
its language (``es:configur``), so one field holds all languages and each keeps its own statistics. What is written with a hyphen,
a dot or digits (``wi-fi``, ``v2.1``, ``ERR-42``) is also kept in one piece, as a code.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import filterfalse
from typing import Final

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from search.stopwords import ENGLISH, PORTUGUESE, SPANISH

LANGUAGES: Final = ("es", "pt", "en")
OTHER: Final = "xx"  # any other language: folded, never stemmed
STOP_MARK: Final = "="  # before the stem of a stop word
LONGEST_WORD: Final = 40
MOST_CACHED: Final = 400_000
MOST_PIECES: Final = 200_000

STOP_WORDS: Final[dict[str, frozenset[str]]] = {"es": SPANISH, "pt": PORTUGUESE, "en": ENGLISH, OTHER: frozenset()}
ENDINGS: Final[dict[str, tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]]] = {
    "es": ((re.compile(r"(?<=..[aei]r)ia(s|n|mos)?$"), r"ía\1"), (re.compile(r"(?<=..)ion$"), "ión")),
    "pt": (
        (re.compile(r"(?<=.)cao$"), "ção"),
        (re.compile(r"(?<=.)coes$"), "ções"),
        (re.compile(r"(?<=..)sao$"), "são"),
        (re.compile(r"(?<=..)soes$"), "sões"),
        (re.compile(r"(?<=..)rao$"), "rão"),
        (re.compile(r"(?<=.)([aeiou])vel$"), lambda m: {"a": "á", "e": "é", "i": "í", "o": "ó", "u": "ú"}[m[1]] + "vel"),
        (re.compile(r"(?<=.)([ai])veis$"), lambda m: {"a": "á", "i": "í"}[m[1]] + "vel"),
        (re.compile(r"(?<=.)([ae])ncia(s?)$"), lambda m: {"a": "â", "e": "ê"}[m[1]] + "ncia" + m[2]),
    ),
}
REPAIRED: Final = {  # how words end that `ENDINGS` may change: few do, so few are tried
    "es": ("ia", "ias", "ian", "iamos", "ion"),
    "pt": ("cao", "coes", "sao", "soes", "rao", "vel", "veis", "ncia", "ncias"),
    "en": (),
}
SNOWBALL: Final = {"es": "spanish", "pt": "portuguese", "en": "english"}

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# It starts at words' beginnings and never goes back into one: a line of 20,000 letters costs no more than its length.
_COMPOUND = re.compile(r"(?<![^\W_])(?:[^\W_]++(?:[-._/+][^\W_]++)+|[^\W_]++[+#]++|[^\W\d_]{1,4}0++[1-9]\d*+(?![^\W_]))")
_SEPARATORS = re.compile(r"[-._/+]")
_AROUND: Final = ".,;:!?…()[]{}\"“”«»'‘’¡¿"  # what stands around words and makes no code with them
_PADDED = re.compile(r"^([^\W\d_]+)0+(?=\d)")


@dataclass(frozen=True, slots=True)
class Word:
    """One word where it stands: ``start`` and ``end`` count characters of the analysed text."""

    term: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lowercase without accents; compatibility forms (ﬁ, ①, full width) become plain."""
    text = text.lower()
    if text.isascii():
        return text
    return "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", text)))


def term_of(word: str, lang: str) -> str:
    """The term of one word in ``lang`` without its language; empty for what can't be searched by."""
    return _term_of(fold(word), lang)


def language(lang: str) -> str:
    """The analysis for a language tag: ``pt-BR`` is analysed as ``pt``, what we can't stem as `OTHER`."""
    short = lang[:2].lower()
    return short if short in LANGUAGES else OTHER


def is_stop_word(word: str, lang: str) -> bool:
    return _is_stop_word(fold(word), lang)


def terms(text: str, lang: str, *, keep_stop_words: bool = False) -> list[str]:
    """The terms of ``text`` in order, each with its language."""
    cache = _kept[lang] if keep_stop_words else _dropped[lang]
    found = []
    for word in _WORD.findall(text):
        term = cache.get(word)
        if term is None:
            term = _cached(word, lang, keep_stop_words, cache)
        if term:
            found.append(term)
    return found


def analysed(pieces: Iterable[str], lang: str, *, keep_stop_words: bool = False) -> tuple[str, str]:
    """The `terms` and the `codes` of a text that was split at whitespace, each between spaces.

    Neither reaches over whitespace, so a piece (a word with its punctuation) is looked up whole: that is what makes indexing fast.
    """
    return _parted("".join(map(_pieces[lang, keep_stop_words].__getitem__, pieces)))


def analysed_title(pieces: Sequence[str], lang: str) -> tuple[str, str, str]:
    """`analysed` without stop words, with its codes, and with stop words: only these are looked up twice."""
    dropped, kept = _pieces[lang, False], _pieces[lang, True]
    found = [dropped[piece] for piece in pieces]
    complete = "".join([terms if terms and piece.isalpha() else kept[piece] for piece, terms in zip(pieces, found, strict=True)])
    return *_parted("".join(found)), _parted(complete)[0]


def words(text: str, lang: str) -> Iterator[Word]:
    """The words of ``text`` with their places, stop words left out: what highlights are made of."""
    cache = _dropped[lang]
    for match in _WORD.finditer(text):
        word = match[0]
        term = cache.get(word)
        if term is None:
            term = _cached(word, lang, False, cache)
        if term:
            yield Word(term, match.start(), match.end())


def codes(text: str) -> list[str]:
    """What is written as one but read as several (``wi-fi``, ``ERR-42``, ``v2.1``, ``C++``), in one piece without its separators, and
    codes without their leading zeros (``E04`` → ``e4``)."""
    return [code for code, _, _ in placed_codes(text)]


def placed_codes(text: str) -> Iterator[tuple[str, int, int]]:
    """`codes`, each with where it starts and ends."""
    for match in _COMPOUND.finditer(text):
        piece = fold(match[0])
        if piece[-1] not in "+#":
            piece = _SEPARATORS.sub("", piece)
        if len(piece) <= LONGEST_WORD:
            yield _PADDED.sub(r"\1", piece), match.start(), match.end()


def _cached(word: str, lang: str, keep_stop_words: bool, cache: dict[str, str]) -> str:
    found = _found(word, lang, keep_stop_words)
    if len(word) <= LONGEST_WORD:
        if len(cache) >= MOST_CACHED:
            cache.clear()
        cache[word] = found
    return found


def _found(word: str, lang: str, keep_stop_words: bool) -> str:
    """The term of a word with its language; empty for a stop word that isn't kept.

    One that is kept is marked: the stem of ``como`` is that of ``comida``, and who looks for food wants no page that begins with "how".
    """
    folded = fold(word)
    mark = STOP_MARK if _is_stop_word(folded, lang) else ""
    if mark and not keep_stop_words:
        return ""
    term = _term_of(folded, lang)
    return f"{lang}:{mark}{term}" if term else ""


def _parted(found: str) -> tuple[str, str]:
    """Terms and codes of what pieces were kept as."""
    if "|" not in found:
        return found[:-1], ""
    parts = found.split("|")
    return "".join(parts[::2])[:-1], "".join(parts[1::2])[:-1]


def _is_stop_word(folded: str, lang: str) -> bool:
    return folded.replace("'", "").replace("’", "") in STOP_WORDS[lang]


def _term_of(folded: str, lang: str) -> str:
    if len(folded) > LONGEST_WORD:
        folded = folded[:LONGEST_WORD]
    if not folded.isalpha():
        for mark in ("'", "’"):
            head, found, tail = folded.partition(mark)
            if found:
                folded = head if tail == "s" else head + tail
        if any(c.isdigit() for c in folded):
            return folded
    if lang not in SNOWBALL:
        return folded
    if folded.endswith(REPAIRED[lang]):
        for ending, accented in ENDINGS[lang]:
            folded, changed = ending.subn(accented, folded)
            if changed:
                break
    stems = _stemmer(lang).analyze(folded)
    return fold(stems[0]) if stems else ""


class _Pieces(dict[str, str]):
    """Pieces of text without whitespace → their terms, and their codes between bars where they have any; a space is behind each."""

    def __init__(self, lang: str, keep_stop_words: bool):
        self.lang, self.keep_stop_words = lang, keep_stop_words

    def __missing__(self, piece: str) -> str:
        word = piece.strip(_AROUND)
        if not word.isalpha():
            found = "".join([f"{term} " for term in terms(piece, self.lang, keep_stop_words=self.keep_stop_words)])
            if inside := codes(piece):
                found += f"|{' '.join(inside)} |"
        elif word != piece:
            found = self[word]
        else:
            found = _found(word, self.lang, self.keep_stop_words)
            found = found and found + " "
        if len(piece) <= LONGEST_WORD:
            if len(self) >= MOST_PIECES:
                self.clear()
            self[piece] = found
        return found


def _stemmer(lang: str) -> TextAnalyzer:
    if lang not in _stemmers:
        _stemmers[lang] = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer(SNOWBALL[lang])).build()
    return _stemmers[lang]


_stemmers: dict[str, TextAnalyzer] = {}
_kept: dict[str, dict[str, str]] = {lang: {} for lang in (*LANGUAGES, OTHER)}
_dropped: dict[str, dict[str, str]] = {lang: {} for lang in (*LANGUAGES, OTHER)}
_pieces = {(lang, keep): _Pieces(lang, keep) for lang in (*LANGUAGES, OTHER) for keep in (False, True)}
