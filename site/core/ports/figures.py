"""The figures port: numbers that a room can prove, asked for by the insights pages, which know no room.

A room provides, per name, a figure over a period and the rows of evidence behind it. Figures and evidence must come from the same rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from django.utils import timezone

MINIMUM_N = 30  # a survey figure below this says "insufficient data" (domain.md, Engagement metrics)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first`` to ``last``, both included, in the time zone of the site."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first moment that no longer belongs to the period."""
        return _midnight(self.last + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a figure that is made of several. ``meaning`` says in a sentence what is known."""

    name: str
    label: Any
    value: int | float | Decimal | None
    meaning: Any = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it takes to believe it.

    ``value`` is None when there is nothing to measure. ``unit``: count, money (with ``currency``), share (0 to 1) or duration (seconds).
    ``enough`` is False for a survey figure with too small an ``n``: show "insufficient data", never the value.
    """

    name: str
    label: Any
    value: int | float | Decimal | None
    unit: Literal["count", "money", "share", "duration"]
    n: int
    definition: Any
    low: float | None = None
    high: float | None = None
    currency: str = ""
    note: Any = ""
    enough: bool = True
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of evidence: as many cells as there are columns. ``url`` leads to what the first cell names."""

    cells: tuple[Any, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows behind a figure; ``slice(start, stop)`` loads some of them, at a cost that doesn't depend on ``total``."""

    columns: tuple[Any, ...]
    total: int
    slice: Callable[[int, int], list[Row]] = field(repr=False)

    def all(self, step: int = 500) -> Iterator[Row]:
        for start in range(0, self.total, step):
            yield from self.slice(start, start + step)


FigureOf = Callable[[Period], Figure]
EvidenceOf = Callable[[Period], Evidence]


class UnknownFigure(LookupError):
    """No room provides this figure."""


_providers: dict[str, tuple[FigureOf, EvidenceOf]] = {}


def provide(name: str, figure: FigureOf, evidence: EvidenceOf) -> None:
    _providers[name] = figure, evidence


def names() -> tuple[str, ...]:
    return tuple(_providers)


def figure(name: str, period: Period) -> Figure:
    """
    Raises:
        UnknownFigure: nobody provides ``name``.
    """
    return _provider(name)[0](period)


def evidence(name: str, period: Period) -> Evidence:
    """
    Raises:
        UnknownFigure: nobody provides ``name``.
    """
    return _provider(name)[1](period)


def _provider(name: str) -> tuple[FigureOf, EvidenceOf]:
    try:
        return _providers[name]
    except KeyError:
        raise UnknownFigure(name) from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
