"""A typed question taken apart: its words in each language, phrases, exclusions and codes. No engine's syntax comes in or goes out."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from core.text import clean_line
from search import analysis, typed
from search.request import LONGEST_TEXT, Also, SearchRequest

FEWEST_SIGNS: Final = 2  # so many stop words tell a text's language,
CLEARLY: Final = 2  # if they are twice as many as in any other

MOST_OPERATORS: Final = 8  # phrases, and exclusions, of one question
ALL: Final = (*analysis.LANGUAGES, analysis.OTHER)

_PHRASE = re.compile(r'["“”«»]([^"“”«»]+)["“”«»]')
_EXCLUDED = re.compile(r"(?:^|\s)[-−](?=[^\W_])(\S+)")
_NAME = re.compile(r"0[xX][\da-fA-F]+|(?![vV]?\d)(?=.*\d)")
_PIECE = re.compile(r"[^\W_]+(?:['’./_+-][^\W_]+)*[+#]*")


@dataclass(frozen=True, slots=True)
class AskedWord:
    """One word as typed, with the terms it may be found by: one a language, several that go together for ``wi-fi``, and what would be
    its code (``wifi``). ``common``: a stop word in some language, so no document must hold it. ``also``: what else finds it."""

    text: str
    terms: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...] = ()
    common: bool = False
    times: int = 1
    also: tuple[Also, ...] = ()

    @property
    def is_name(self) -> bool:
        """Whether it is a code that names one thing, as ``0x80070057`` and ``ERR-42`` do: no version, size or date (``v2.1``)."""
        return bool(_NAME.match(self.text))


@dataclass(frozen=True, slots=True)
class Question:
    """``common``: the words again, when all may be stop words; only titles keep those. ``unfinished``: the last word is still being
    typed. ``lang``: the language it is clearly in, else empty."""

    words: tuple[AskedWord, ...] = ()
    phrases: tuple[tuple[tuple[str, ...], ...], ...] = ()
    excluded: tuple[AskedWord, ...] = ()
    common: tuple[AskedWord, ...] = ()
    unfinished: bool = False
    lang: str = ""


def ask(request: SearchRequest) -> Question:
    """Take ``request.text`` apart, for every language it may be in."""
    unfinished = request.typing and not request.text[:LONGEST_TEXT].endswith((" ", "\n"))
    text = clean_line(request.text[:LONGEST_TEXT])
    own = analysis.language(request.langs[0]) if len(request.langs) == 1 else own_language(text)
    phrases: list[tuple[tuple[str, ...], ...]] = []
    excluded: list[AskedWord] = []
    if not request.natural:
        for phrase in _PHRASE.findall(text)[:MOST_OPERATORS]:
            variants = tuple(dict.fromkeys(terms for lang in ALL if (terms := tuple(analysis.terms(phrase, lang)))))
            if any(len(terms) > 1 for terms in variants):
                phrases.append(variants)
        excluded = [word for piece in _EXCLUDED.findall(text)[:MOST_OPERATORS] if (word := _word(piece, 1)) is not None]
        text = _EXCLUDED.sub(" ", text)
    pieces = typed.without_versions(_PIECE.findall(text))
    counted = Counter(pieces)
    also = _expanded(request, pieces, own)
    telling = {piece: times for piece, times in counted.items() if not own or not typed.is_stop_word(piece, own)}
    words = tuple(word for piece, times in telling.items() if (word := _word(piece, times, also=also.get(piece, ()))) is not None)
    common: tuple[AskedWord, ...] = ()
    if all(word.common for word in words):
        common = tuple(word for piece, times in counted.items() if (word := _word(piece, times, keep=True)) is not None)
        reader = own or analysis.language(request.prefer) if request.prefer else own
        if reader and all(typed.is_stop_word(piece, reader) for piece in counted):
            words = ()  # "como se" is how Spanish questions begin, whatever it may be in English
    return Question(words, tuple(phrases), tuple(excluded), common, unfinished, own)


def _expanded(request: SearchRequest, pieces: list[str], own: str) -> dict[str, tuple[Also, ...]]:
    """For each piece, what else finds it."""
    lang = own or (analysis.language(request.prefer) if request.prefer else "")
    found: dict[str, tuple[Also, ...]] = dict(typed.joined(pieces))
    for expansion in request.expansions:
        for piece, also in expansion.of(pieces, lang).items():
            found[piece] = (*found.get(piece, ()), *also)
    return found


def _word(piece: str, times: int, *, keep: bool = False, also: tuple[Also, ...] = ()) -> AskedWord | None:
    """The asked word of one piece of text; None when it is a stop word in all languages or has nothing to search by."""
    spelled = _spelled(piece, keep)
    return AskedWord(piece, *spelled, times, also) if spelled else None


@lru_cache(50_000)
def _spelled(piece: str, keep: bool) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...], bool] | None:
    """What `AskedWord` says of a piece wherever it is asked: its terms, its codes, and whether it is common."""
    codes = tuple(dict.fromkeys((*typed.codes(piece), analysis.fold(piece))))
    written = (piece, *(code for code in codes[:-1] if code.isalnum() and not code.isdigit()))
    langs = [lang for lang in ALL if keep or not typed.is_stop_word(piece, lang)]
    spelled = [tuple(analysis.terms(form, lang, keep_stop_words=keep)) for form in written for lang in langs]
    for lang in langs:
        for form in typed.written(piece, lang):
            found = tuple(analysis.terms(form, lang, keep_stop_words=keep))
            if len(found) > 1 or not any(sign.isdigit() for sign in form):  # a number alone is too little
                spelled.append(found)
    terms = tuple(dict.fromkeys(found for found in spelled if found))
    if not terms and not analysis.codes(piece):
        return None
    common = any(typed.is_stop_word(piece, lang) for lang in analysis.LANGUAGES)
    if common and not keep and all(typed.is_stop_word(piece, lang) for lang in analysis.LANGUAGES):
        return None
    return terms, codes, common


def own_language(text: str) -> str:
    """The language that ``text`` is clearly in, by its stop words; empty when it is not clear."""
    words = text.split(None, 400)[:400]
    signs = sorted(((sum(typed.is_stop_word(word, lang) for word in words), lang) for lang in analysis.LANGUAGES), reverse=True)
    if signs[0][0] < max(FEWEST_SIGNS, CLEARLY * signs[1][0]):
        return ""
    return signs[0][1]
