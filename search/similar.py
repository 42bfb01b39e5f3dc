"""What is like a piece of content: what else is about the same, and what asks the very same.

Both ask the engine for candidates among what the viewer may find, and the database confirms them. Nothing is cached: two people see two
answers.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from math import log, sqrt
from typing import Final

from core.content import Card, content
from core.ports.suggester import Suggestion
from core.text import plain
from core.viewer import Viewer
from search import analysis
from search.changes import withdrawn
from search.engines import engine
from search.engines.protocol import Lexicon
from search.indexing import searchable_kind
from search.request import SearchRequest
from search.selectors import WORTH_SUGGESTING, rows_of, suggestion_of

READ: Final = 1_200  # characters of the text that are looked for beside its title
TITLE_TIMES: Final = 2
CONSIDERED: Final = 15  # candidates whose words are compared one by one

SAME: Final = 0.6  # the likeness from which two texts ask the same: measured, docs/search.md
"""Of 0 to 1. Higher, and fewer are offered, of which more are right."""


def similar(key: str, viewer: Viewer, *, limit: int = 5) -> list[Suggestion]:
    """What else ``viewer`` may read about what ``key`` is about, best first; nothing for what they may not see."""
    card = _card(key, viewer)
    if card is None:
        return []
    found = engine().search(_alike(card, viewer, limit=limit))
    best = max((hit.score for hit in found.hits), default=0.0)
    reader = analysis.language(card.lang)
    return [suggestion_of(row, reader) for row in rows_of(found, viewer) if row.score >= best * WORTH_SUGGESTING]


def duplicates(key: str, viewer: Viewer, *, limit: int = 3) -> list[Suggestion]:
    """What of the same kind ``viewer`` may read that asks the same as ``key``, likeliest first; ``score`` is the likeness, 0 to 1."""
    card = _card(key, viewer)
    lexicon = engine().lexicon() if card else None
    if card is None or lexicon is None:
        return []
    found = engine().search(replace(_alike(card, viewer, limit=CONSIDERED), kinds=(card.kind,), langs=(card.lang,)))
    rows = {row.card.key: row for row in rows_of(found, viewer)}
    likenesses = Words(lexicon).likenesses(card, [row.card for row in rows.values()])
    alike = sorted(((score, key) for key, score in likenesses.items() if score >= SAME), reverse=True)
    reader = analysis.language(card.lang)
    return [replace(suggestion_of(rows[key], reader), score=round(score, 3)) for score, key in alike[:limit]]


class Words:
    """Weighs the words of texts by how rare they are in the index: the cosine of their tf-idf, with the title counted twice."""

    def __init__(self, lexicon: Lexicon):
        self._lexicon = lexicon
        self._documents = max(sum(lexicon.languages().values()), 1)

    def likenesses(self, card: Card, others: Iterable[Card]) -> dict[str, float]:
        """How like ``card`` each of the others is, by key."""
        counted = {other.key: _counted(other) for other in others}
        own = _counted(card)
        self._lexicon.read(("body", term) for term in {term for count in (own, *counted.values()) for term in count})
        mine = self._weighed(own)
        return {key: _cosine(mine, self._weighed(count)) for key, count in counted.items()}

    def _weighed(self, counted: Counter[str]) -> dict[str, float]:
        return {term: (1 + log(times)) * self._rarity(term) for term, times in counted.items()}

    def _rarity(self, term: str) -> float:
        held = self._lexicon.frequency("body", term)
        return log(1 + (max(self._documents - held, 0) + 0.5) / (held + 0.5))


def _alike(card: Card, viewer: Viewer, *, limit: int) -> SearchRequest:
    return SearchRequest(
        text=" ".join([*[card.title] * TITLE_TIMES, plain(card.html)[:READ]]),
        audiences=viewer.audiences,
        prefer=analysis.language(card.lang),
        natural=True,
        limit=limit,
        exclude=(card.key, *withdrawn()),
    )


def _card(key: str, viewer: Viewer) -> Card | None:
    kind, _, id = key.rpartition(":")
    return content[kind].card(int(id), viewer) if searchable_kind(kind) else None


def _counted(card: Card) -> Counter[str]:
    lang = analysis.language(card.lang)
    return Counter(analysis.terms(card.title, lang) * TITLE_TIMES + analysis.terms(plain(card.html), lang))


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    product = sum(weight * other.get(term, 0.0) for term, weight in one.items())
    return product / (_length(one) * _length(other)) if product else 0.0


def _length(weighed: dict[str, float]) -> float:
    return sqrt(sum(weight * weight for weight in weighed.values()))
