"""Why a result is where it is: codes that travel with it, and the sentences that say them.

A code is a name, or a name and what goes with it: ``words:lavadora,e04``, ``votes:12``, ``clicks:1.18``, ``other_language:pt``,
``rule:7``. Whoever makes results adds codes; whoever shows them asks for `sentences`.
"""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.content import Card
from core.templatetags.ui import language_word
from search import analysis
from search.results import Hit
from search.snippets import Marks

MOST_WORDS: Final = 6
MEASURED: Final = frozenset({"clicks", "popular", "fresh"})
OTHER_LANGUAGE: Final = "other_language"
MEANING: Final = "meaning"
LOWERED: Final = "lowered"
PLAIN: Final = {
    "solved": gettext_lazy("It is solved: the asker accepted an answer."),
    "rule": gettext_lazy("Our team puts it forward for questions like this."),
    "lowered": gettext_lazy("Our team puts it behind others for questions like this."),
    "synonym": gettext_lazy("It says the same in other words."),
    "translation": gettext_lazy("It has the same words in another language."),
    MEANING: gettext_lazy("It is close to what you asked, in other words."),
}
SCARCELY: Final = 0.01  # a factor this near to 1 changed nothing that is worth a word


def matched(card: Card, passage: str, marks: Marks) -> str:
    """``words:…``: the words that title and passage have of the question, as they stand there."""
    lang = analysis.language(card.lang)
    found: dict[str, str] = {}
    for text in (card.title, passage):
        placed = [(word.start, word.end) for word in analysis.words(text, lang) if word.term in marks.terms]
        codes = [(start, end) for code, start, end in analysis.placed_codes(text) if code in marks.codes]
        found |= {text[start:end].lower(): text[start:end].lower() for start, end in placed if text[start:end].lower() not in found}
        found |= {text[start:end].lower(): text[start:end] for start, end in codes}
    words = [word.replace(",", "") for word in found.values()][:MOST_WORDS]
    return f"words:{','.join(words)}" if words else "words"


def of_factors(hit: Hit) -> tuple[str, ...]:
    """Codes for what raised or lowered the score of ``hit``, with by how much; rules have a code of their own."""
    foreign = any(why == OTHER_LANGUAGE for why, _by in hit.factors)
    measured = (f"{why}:{by:.2f}" for why, by in hit.factors if why in MEASURED and abs(by - 1) >= SCARCELY)
    near = any(why == MEANING for why, _by in hit.factors)
    return (*((MEANING,) if near else ()), *measured, *((other_language(hit.lang),) if foreign else ()))


def other_language(lang: str) -> str:
    return f"{OTHER_LANGUAGE}:{lang[:2]}"


def names(why: Iterable[str]) -> list[str]:
    """The codes without what goes with them, for programs."""
    return list(dict.fromkeys(code.partition(":")[0] for code in why))


def of_card(card: Card) -> tuple[str, ...]:
    return (*(("solved",) if card.solved else ()), *((f"votes:{card.score}",) if card.score > 0 else ()))


def sentences(why: Iterable[str]) -> list[str]:
    """What ``why`` says, in the reader's language; codes that say nothing to a reader are left out."""
    return list(dict.fromkeys(said for code in why if (said := _sentence(*code.split(":", 1)))))


def _sentence(name: str, detail: str = "") -> str:
    if name in PLAIN:
        return str(PLAIN[name])
    match name:
        case "words":
            return _words(detail)
        case "votes":
            n = int(detail) if detail.isdecimal() else 0
            return ngettext("%(n)s person found it useful.", "%(n)s people found it useful.", n) % {"n": n} if n else ""
        case "other_language":
            return _("It is in another language (%s), which counts less.") % language_word(detail)
        case "clicks":
            return _measured(
                detail,
                _("Others who searched for this chose it more often than its place explains (%s)."),
                _("Others who searched for this passed it over (%s)."),
            )
        case "popular":
            return _measured(detail, _("Many people read it and say that it helps (%s)."), "")
        case "fresh":
            return _measured(detail, "", _("It is not new any more (%s)."))
    return ""


def _words(detail: str) -> str:
    if not detail:
        return _("It has words that you typed.")
    words = ", ".join(f"“{word}”" for word in detail.split(","))
    return _("It has what you typed: %s.") % words


def _measured(detail: str, more: str, less: str) -> str:
    try:
        by = round((float(detail) - 1) * 100)
    except ValueError:
        return ""
    said = more if by > 0 else less
    return said % f"{by:+d} %".replace("-", "−") if said and by else ""
