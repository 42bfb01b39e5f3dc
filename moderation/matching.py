"""Finding watched words in a text however they are dressed up: capitals, accents, look-alike letters, invisible characters, digits.

Both sides are folded the same way: ``folded("Vìаgra") == folded("viagra") == "viagra"`` (the first has a Cyrillic а). Patterns that a
person writes run on RE2, which takes time linear in the text whatever the pattern.
"""

import re
import unicodedata
from functools import lru_cache

import re2
from anyascii import anyascii
from confusable_homoglyphs.confusables import confusables_data
from django.utils.translation import gettext

_NOT_WORD = re.compile(r"[^a-z0-9@$|!]+")
_EDGE = "!|@"
_DISGUISE = str.maketrans("01345789@$|!i", "oleastbgaslll")
_MAX_PATTERN_MEMORY = 1 << 20


@lru_cache(maxsize=4096)
def _plain_letter(character: str) -> str:
    """The ASCII that ``character`` (already lower case, without accents) stands for, to the eye."""
    if character.isascii():
        return character
    for twin in confusables_data.get(character, ()):
        letter = twin["c"].lower()
        if letter.isascii() and letter.isalnum():
            return letter
    return anyascii(character).lower()


def plain_letters(text: str) -> str:
    """``text`` in lower-case ASCII as the eye reads it; invisible characters and accents are gone."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    seen = (c for c in decomposed if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
    return "".join(map(_plain_letter, seen))


def folded(text: str) -> str:
    """The words of ``text``, folded, with one space between; letters spelt out one by one are joined (``v i a g r a``)."""
    words = [word.strip(_EDGE) for word in _NOT_WORD.split(plain_letters(text))]
    return " ".join(_join_spelt_out([word for word in words if word]))


def undisguised(text: str) -> str:
    """Folded text whose digits and signs that pose as letters are read as letters (``v1agra``); i and l are one letter here."""
    return " ".join(word if word.isdigit() else word.translate(_DISGUISE) for word in text.split())


def contains(text: str, phrase: str) -> bool:
    """Whether the folded ``text`` has the folded ``phrase`` as whole words, also in disguise."""
    return f" {phrase} " in f" {text} " or f" {undisguised(phrase)} " in f" {undisguised(text)} "


def finds(pattern: str, text: str) -> bool:
    """Whether the RE2 ``pattern`` matches the text as written or as the eye reads it. An invalid pattern finds nothing."""
    if check_pattern(pattern):
        return False
    compiled = _compiled(pattern)
    return bool(compiled.search(text) or compiled.search(plain_letters(text)))


def check_pattern(pattern: str) -> str:
    """Why ``pattern`` can't be used; empty when it can."""
    try:
        compiled = _compiled(pattern)
    except re2.error as error:
        detail = error.args[0] if error.args else ""
        return gettext("This pattern does not work: %(detail)s") % {"detail": detail.decode() if isinstance(detail, bytes) else detail}
    return gettext("This pattern matches every text.") if compiled.search("") else ""


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> "re2._Regexp":
    options = re2.Options()
    options.case_sensitive = False
    options.max_mem = _MAX_PATTERN_MEMORY
    options.log_errors = False
    return re2.compile(pattern, options)


def _join_spelt_out(words: list[str]) -> list[str]:
    """Runs of four or more single letters become one word; shorter runs are ordinary Spanish (``a y o``)."""
    joined: list[str] = []
    run: list[str] = []
    for word in [*words, ""]:
        if len(word) == 1:
            run.append(word)
            continue
        joined.extend(["".join(run)] if len(run) > 3 else run)
        run = []
        if word:
            joined.append(word)
    return joined
