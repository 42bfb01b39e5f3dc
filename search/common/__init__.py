"""Which words are right and common in a language, whatever the house writes: one that no document holds isn't always a mistyped one.

The lists are pyspellchecker's (MIT, docs/decisions/common-words.md), made of what films say: the stems of forty thousand words of each
language, commonest first.
"""

import gzip
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
LANGUAGES: Final = ("es", "pt", "en")
EVERYDAY: Final = 300  # of a list's first stems: words that are said of everything


def is_common(term: str) -> bool:
    """Whether ``term``, with its language, is one of a common word."""
    lang, _, stem = term.partition(":")
    return lang in LANGUAGES and stem in _stems(lang)


def is_everyday(term: str) -> bool:
    lang, _, stem = term.partition(":")
    return lang in LANGUAGES and stem in _everyday(lang)


@cache
def _stems(lang: str) -> frozenset[str]:
    return frozenset(_listed(lang))


@cache
def _everyday(lang: str) -> frozenset[str]:
    return frozenset(_listed(lang)[:EVERYDAY])


def _listed(lang: str) -> list[str]:
    return gzip.decompress((FOLDER / f"{lang}.txt.gz").read_bytes()).decode().split("\n")
