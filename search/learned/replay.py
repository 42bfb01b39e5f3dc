"""Would what was learned have helped? Learns from the days before, and asks again what was asked since: at which place stands what people
then chose, with and without it.

People choose what they are shown first, so the log speaks for the order that they saw. The second pair of figures weighs each choice by
how seldom its place is looked at (inverse propensity); it has the smaller bias and the larger spread.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from core.leading import LED_ON
from core.models import Interaction, QueryText
from search.engines import engine
from search.learned.learning import FALL, FALL_IN_PANEL, Lesson, Ref, Until, lesson_of
from search.learned.signals import boosts, keys
from search.models import Judgement
from search.request import Boost, SearchRequest

DEPTH: Final = 10
MOST_WEIGHT: Final = 10.0


@dataclass(slots=True)
class Ranks:
    """Mean reciprocal ranks: ``sums`` of (plain, learned), each alone and weighted."""

    n: int = 0
    weight: float = 0.0
    plain: list[float] = field(default_factory=lambda: [0.0, 0.0])
    learned: list[float] = field(default_factory=lambda: [0.0, 0.0])

    def add(self, plain: float, learned: float, weight: float) -> None:
        self.n += 1
        self.weight += weight
        for sums, rank in ((self.plain, plain), (self.learned, learned)):
            sums[0] += rank
            sums[1] += rank * weight

    def means(self, sums: list[float]) -> tuple[float, float]:
        return (sums[0] / self.n, sums[1] / self.weight) if self.n else (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Choice:
    query: int
    ref: Ref
    position: int | None
    surface: str


def replay(since: datetime, *, most: int, step: Callable[[int, int], None] = lambda done, total: None) -> dict[str, Ranks]:
    """Figures for what was chosen, and for what was said to have solved it, from ``since`` on: at most the ``most`` latest of each."""
    before = Interaction.objects.filter(at__lt=since).order_by("-pk").values_list("pk", flat=True).first() or 0
    judged = Judgement.objects.filter(at__lt=since).order_by("-pk").values_list("pk", flat=True).first() or 0
    lesson = lesson_of(Until(since.date(), before, judged))
    wanted = {"chosen": _chosen(since, most), "solved": _solved(since, most)}
    texts = _texts({choice.query for choices in wanted.values() for choice in choices})
    orders = {}
    for done, (id, (text, lang)) in enumerate(texts.items(), start=1):
        orders[id] = (_order(text, lang, ()), _order(text, lang, _boosts(lesson, text, lang)))
        step(done, len(texts))
    found = {}
    for name, choices in wanted.items():
        found[name] = ranks = Ranks()
        for choice in choices:
            if choice.query in orders:
                plain, learned = (_reciprocal(order, choice.ref) for order in orders[choice.query])
                ranks.add(plain, learned, _weight(choice))
    return found


def _chosen(since: datetime, most: int) -> list[_Choice]:
    rows = Interaction.objects.filter(kind__in=LED_ON, query__isnull=False, at__gte=since).exclude(voter="").order_by("-pk")
    by_visitor: dict[tuple[str, int], _Choice] = {}
    for voter, query, kind, id, position, source in rows.values_list("voter", "query", "ref_kind", "ref_id", "position", "source")[:most]:
        by_visitor.setdefault((voter, query), _Choice(query or 0, (kind, id or 0), position, source))
    return list(by_visitor.values())


def _solved(since: datetime, most: int) -> list[_Choice]:
    rows = Judgement.objects.filter(answered=True, query__isnull=False, at__gte=since).order_by("-pk")[:most]
    by_visitor = {
        (row.voter, row.query_id): _Choice(row.query_id or 0, (row.ref_kind, row.ref_id), row.position, row.surface) for row in rows
    }
    return list(by_visitor.values())


def _texts(ids: set[int]) -> dict[int, tuple[str, str]]:
    wanted = sorted(ids)
    return {
        id: (text, lang)
        for start in range(0, len(wanted), 500)
        for id, text, lang in QueryText.objects.filter(pk__in=wanted[start : start + 500]).values_list("id", "text", "lang")
    }


def _boosts(lesson: Lesson, text: str, lang: str) -> tuple[Boost, ...]:
    asked = keys(text, lang)
    wanted = {asked.whole, *asked.terms}
    rows = (row for row in lesson.rows.values() if row.strength and row.key in wanted)
    strongest = sorted(rows, key=lambda row: -row.strength)
    return boosts(asked, ((row.key, f"{row.ref_kind}:{row.ref_id}", row.factor) for row in strongest))


def _order(text: str, lang: str, learned: tuple[Boost, ...]) -> list[Ref]:
    request = SearchRequest(text=text, prefer=lang, natural=True, limit=DEPTH, passages=False, boosts=learned)
    return [(hit.kind, hit.id) for hit in engine().search(request).hits]


def _reciprocal(order: list[Ref], ref: Ref) -> float:
    return 1 / (order.index(ref) + 1) if ref in order else 0.0


def _weight(choice: _Choice) -> float:
    return min(float(choice.position or 1) ** FALL.get(choice.surface, FALL_IN_PANEL), MOST_WEIGHT)
