"""How people type: chat shorthand, contractions, and what one writes apart and another in one (``wi fi``, ``16 GB``, ``version 2.1``).

Only questions are read so. What stands in documents is kept as its author wrote it.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from search import analysis
from search.request import Also


def _shorthand(lines: str) -> dict[str, str]:
    """Short → full, of lines that begin with the full word; short ones have no accents, as analysis folds words first."""
    return {short: full for full, *shorts in map(str.split, lines.strip().splitlines()) for short in shorts}


SHORTHAND: Final = {
    "es": _shorthand(
        """
        que q k ke qe
        porque xq pq porq xke xk pk porke
        por x
        para pa
        también tb tmb tbn
        desde dsd
        donde dnd
        mensaje msj msg sms
        mensajes msjs
        gracias grax
        computadora compu
        celular cel celu
        teléfono tel
        número nro num
        cuenta cta
        contraseña pass
        funciona anda jala
        funcionan andan jalan
        funcionaba andaba jalaba
        whatsapp wsp wpp wapp
        """
    ),
    "pt": _shorthand(
        """
        que q ke oq
        porque pq porq pke
        você vc
        vocês vcs
        também tb tbm
        para pra pras pro pros
        não naum
        muito mto mt
        quando qdo qd
        depois dps
        tudo td
        hoje hj
        aqui aki
        comigo cmg
        mensagem msg
        mensagens msgs
        celular cel
        telefone tel
        número num
        obrigado obg
        whatsapp zap wpp
        """
    ),
    "en": _shorthand(
        """
        you u
        your ur
        are r
        because cuz bc
        before b4
        with w
        please pls plz
        thanks thx
        message msg
        messages msgs
        password pwd
        picture pic
        pictures pics
        account acct
        """
    ),
}
CONTRACTED: Final = frozenset({"t", "re", "ve", "ll", "d", "m", "s"})
WITHOUT_APOSTROPHE: Final = frozenset(
    """
    cant wont doesnt didnt isnt arent wasnt werent hasnt havent hadnt couldnt shouldnt wouldnt mustnt im ive youre youve theyre theyve
    thats whats theres heres
    """.split()
)
APART: Final = {"wifi": "wi fi", "usbc": "usb c", "email": "e mail", "emails": "e mails", "bluray": "blu ray"}
VERSION: Final = frozenset({"version", "versao", "versiones", "versoes", "versions", "ver", "v", "release"})
SHORT: Final = 3  # letters that a word written apart has at most, in one of its halves,
SHORTEST_JOINED: Final = 4  # and at least in both
MOST_PIECES: Final = 32  # of a question whose neighbours are looked at: a longer text says enough
MOST_JOINED: Final = 12  # pairs of a question
WHY: Final = ""  # nobody is told: it is what was asked for
JOINED: Final = 0.5  # of the joined word's weight for each half

_NUMBERED: Final = re.compile(r"([^\W\d_]{2,})(\d+)|(\d+)([^\W\d_]{1,4})")
_VERSION: Final = re.compile(r"[vV]?(\d+(?:[._]\d+)+)")


def full(piece: str, lang: str) -> str:
    """The word that ``piece`` is short for; itself, if it isn't."""
    return SHORTHAND.get(lang, {}).get(analysis.fold(piece), piece)


@lru_cache(50_000)
def is_stop_word(piece: str, lang: str) -> bool:
    """Whether a question in ``lang`` says nothing by it, however it is written: ``xq``, ``won't``."""
    if analysis.is_stop_word(full(piece, lang), lang):
        return True
    if lang != "en":
        return False
    head, apostrophe, tail = analysis.fold(piece).replace("’", "'").partition("'")
    if not apostrophe:
        return head in WITHOUT_APOSTROPHE
    return tail in CONTRACTED and (head == "let" or analysis.is_stop_word(head, lang))


def written(piece: str, lang: str) -> tuple[str, ...]:
    """How else documents in ``lang`` may have it: in full, apart where it is in one, a version without its letter."""
    folded = analysis.fold(piece)
    forms = [full(piece, lang)]
    if (letter := _VERSION.fullmatch(piece)) and letter[1] != piece:
        forms.append(letter[1])
    if apart := APART.get(folded.replace("-", "")):
        forms += [apart.replace(" ", ""), apart]
    elif parted := _NUMBERED.fullmatch(folded):
        forms.append(" ".join(part for part in parted.groups() if part))
    return tuple(form for form in forms if form != piece)


def codes(piece: str) -> tuple[str, ...]:
    """The codes of ``piece``, a version's with and without its letter."""
    found = tuple(analysis.codes(piece))
    if version := _VERSION.fullmatch(piece):
        bare = "".join(analysis.codes(version[1]))
        return tuple(dict.fromkeys((*found, bare, f"v{bare}")))
    return found


def without_versions(pieces: Sequence[str]) -> list[str]:
    """``pieces`` without the word "version" before its number: ``versión 2.1`` asks for what ``2.1`` asks for."""
    following = [*pieces[1:], ""][: len(pieces)]
    return [piece for piece, after in zip(pieces, following, strict=True) if not (after[:1].isdigit() and analysis.fold(piece) in VERSION)]


def joined(pieces: Sequence[str]) -> Mapping[str, tuple[Also, ...]]:
    """For words of which two neighbours may be one that was written apart (``usb c``, ``Windows 11``), that one."""
    found: dict[str, tuple[Also, ...]] = {}
    if len(pieces) > MOST_PIECES:
        return found
    pairs = [pair for pair in pairwise(pieces) if _may_be_one(*pair)][:MOST_JOINED]
    for one, other in pairs:
        terms = (analysis.terms(one + other, lang) for lang in (*analysis.LANGUAGES, analysis.OTHER))
        also = tuple(Also(tuple(each), JOINED, WHY) for each in terms if each)
        for piece in (one, other):
            found[piece] = (*found.get(piece, ()), *also)
    return found


def _may_be_one(one: str, other: str) -> bool:
    code = one.isalpha() and other.isdigit() and len(other) > 1  # "E 04"
    if not (one + other).isalnum() or (len(one + other) < SHORTEST_JOINED and not code) or (one.isdigit() and other.isdigit()):
        return False
    return min(len(one), len(other)) <= SHORT and not _says_nothing(one) and not _says_nothing(other)


def _says_nothing(piece: str) -> bool:
    return len(piece) > 1 and any(analysis.is_stop_word(piece, lang) for lang in analysis.LANGUAGES)
