"""The reports port: what a room tells managers in tables, drawn by the insights pages, which know no room."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.ports.figures import Figure, Period, Row
from core.shares import Share
from core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Column:
    label: Any
    num: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` are all there are, best first; a cell may be a `Share`. ``urls`` give the last column a link, one a row, "" for none."""

    name: str
    label: Any
    definition: Any
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    action: Any = ""
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """A share, week by week, oldest first."""

    label: Any
    weeks: tuple[tuple[date, Share], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """``shown_in``: figure → the table that proves it. ``links``: (address, words) of pages where one acts on it."""

    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    trend: Trend | None = None
    shown_in: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Provider:
    """``report`` names only content that its viewer may see. ``figures`` gives those of the report alone: the period before is compared by
    them."""

    label: Any
    report: Callable[[Period, Viewer], Report]
    figures: Callable[[Period], tuple[Figure, ...]]


class UnknownReport(LookupError):
    """No room provides this report."""


_providers: dict[str, Provider] = {}


def provide(name: str, label: Any, report: Callable[[Period, Viewer], Report], figures: Callable[[Period], tuple[Figure, ...]]) -> None:
    _providers[name] = Provider(label, report, figures)


def provided() -> dict[str, Provider]:
    return dict(_providers)


def provider(name: str) -> Provider:
    """
    Raises:
        UnknownReport: nobody provides ``name``.
    """
    try:
        return _providers[name]
    except KeyError:
        raise UnknownReport(name) from None
