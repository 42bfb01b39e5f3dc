"""The figures port: numbers that a room can prove, asked for by the insights pages, which know no room.

A room provides, per name, a figure over a period and the rows of evidence behind it. Figures and evidence must come from the same rows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from django.utils import timezone

from core.viewer import Viewer

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


FiguresOf = Callable[[Period], dict[str, Figure]]
EvidenceOf = Callable[[Period, Viewer], Evidence]  # names only content that the viewer may see
SeriesOf = Callable[[Sequence[Period]], list[Figure]]


class UnknownFigure(LookupError):
    """No room provides this figure."""


@dataclass(frozen=True, slots=True)
class _Room:
    figures: FiguresOf
    evidence: Mapping[str, EvidenceOf]
    series: Mapping[str, SeriesOf]


_rooms: dict[str, _Room] = {}


def provide(room: str, figures: FiguresOf, evidence: Mapping[str, EvidenceOf], series: Mapping[str, SeriesOf] | None = None) -> None:
    """``figures`` gives all of the room's figures at once, under the names of ``evidence``; ``series``: some of them over many periods."""
    _rooms[room] = _Room(figures, evidence, series or {})


def names() -> tuple[str, ...]:
    return tuple(name for room in _rooms.values() for name in room.evidence)


def figures(period: Period) -> dict[str, Figure]:
    """Every figure there is, each room asked once."""
    return {name: figure for room in _rooms.values() for name, figure in room.figures(period).items()}


def figure(name: str, period: Period) -> Figure:
    """
    Raises:
        UnknownFigure: nobody provides ``name``.
    """
    return _room_of(name).figures(period)[name]


def evidence(name: str, period: Period, viewer: Viewer) -> Evidence:
    """
    Raises:
        UnknownFigure: nobody provides ``name``.
    """
    return _room_of(name).evidence[name](period, viewer)


def series(name: str, periods: Sequence[Period]) -> list[Figure]:
    """One figure per period, in one go where the room can.

    Raises:
        UnknownFigure: nobody provides ``name``.
    """
    room = _room_of(name)
    if name in room.series:
        return room.series[name](periods)
    return [room.figures(period)[name] for period in periods]


def _room_of(name: str) -> _Room:
    for room in _rooms.values():
        if name in room.evidence:
            return room
    raise UnknownFigure(name)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
