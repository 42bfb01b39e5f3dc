"""What people's clicks and "this solved it" say of results: boosts for the next search with the same words.

Totals are made by `search.learned.learning`; here they are only read. A question's key is its terms, sorted: neither the order of words
nor stop words, accents and endings part those who look for the same. Where a whole question has taught nothing of a document, its single
words may.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log
from typing import Final

from django.conf import settings
from django.db.models import Exists

from core.interactions import scrub
from search import analysis
from search.models import Learned, LearningState
from search.request import Boost

MOST_TERMS: Final = 12  # a longer text is nobody else's question
LONGEST_ASKED: Final = 500
LONGEST_KEY: Final = 255
LOWEST: Final = 0.8
HIGHEST: Final = 1.6
MOST_BOOSTS: Final = 20
MOST_READ: Final = 200
BACK_OFF: Final = 0.5  # what was learned of single words counts half, and
SHARE_OF_TERMS: Final = 0.5  # for documents of which so many of the words say something


@dataclass(frozen=True, slots=True)
class Keys:
    """``whole`` stands for the question, ``terms`` for each of its words when it has several; empty for what can't be learned of."""

    whole: str = ""
    terms: tuple[str, ...] = ()


def keys(text: str, lang: str) -> Keys:
    if len(text) > LONGEST_ASKED:
        return Keys()
    text = scrub(text)
    terms = sorted({*analysis.terms(text, analysis.language(lang)), *analysis.codes(text)})
    if not terms or len(terms) > MOST_TERMS:
        return Keys()
    whole = " ".join(terms)
    if len(whole) > LONGEST_KEY:
        whole = hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()
    return Keys(whole, tuple(f"~{term}" for term in terms) if len(terms) > 1 else ())


def learned(text: str, lang: str) -> tuple[Boost, ...]:
    """Boosts for the documents that helped, or didn't, those who searched for ``text`` in ``lang``: one query."""
    if not settings.SEARCH_LEARNING or not (asked := keys(text, lang)).whole:
        return ()
    rows = Learned.objects.filter(~Exists(LearningState.objects.filter(on=False)), key__in=[asked.whole, *asked.terms], strength__gt=0)
    found = rows.order_by("-strength", "id").values_list("key", "ref_kind", "ref_id", "factor")[:MOST_READ]
    return boosts(asked, ((key, f"{kind}:{id}", factor) for key, kind, id, factor in found))


def boosts(asked: Keys, found: Iterable[tuple[str, str, float]]) -> tuple[Boost, ...]:
    """The strongest boosts of ``found``: (key, document, factor)."""
    whole: dict[str, float] = {}
    parts: dict[str, list[float]] = {}
    for key, document, factor in found:
        if key == asked.whole:
            whole[document] = log(factor)
        else:
            parts.setdefault(document, []).append(log(factor))
    for document, logs in parts.items():
        if document not in whole and len(logs) >= max(2, SHARE_OF_TERMS * len(asked.terms)):
            whole[document] = BACK_OFF * sum(logs) / len(asked.terms)
    strongest = sorted(whole.items(), key=lambda item: (-abs(item[1]), item[0]))[:MOST_BOOSTS]
    return tuple(Boost("key", document, bounded(exp(value)), "clicks") for document, value in strongest)


def bounded(factor: float) -> float:
    return round(min(max(factor, LOWEST), HIGHEST), 4)
