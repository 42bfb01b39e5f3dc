"""The deflection figures over a period: counts by class, the rate with its interval, and the money.

The definitions are in docs/managers/deflection.md.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, QuerySet

from core.ports.figures import Period
from core.shares import Share, wilson
from crm_sync.journeys import DEFINITION
from crm_sync.models import CostRate, Journey

CENT = Decimal("0.01")
Class = Journey.Class


@dataclass(frozen=True, slots=True)
class Money:
    """``gross`` cost avoided is before what re-contacts and the programme take back; None where no cost was set for the days counted."""

    gross: Decimal | None
    recontacts: Decimal
    programme: Decimal
    cost_avoided: Decimal | None
    cash: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts are journeys begun in the period. ``rate``: confirmed among those that began a form, of all that began one."""

    forms_started: int
    classes: dict[str, int]
    recontacted: int
    rate: Share
    asker_share: Share
    money: Money
    definition: int = DEFINITION

    @property
    def confirmed(self) -> int:
        return self.classes[Class.CONFIRMED]

    @property
    def direct_weighted(self) -> float | None:
        """Direct journeys × the share of askers who would have contacted support; None when no asker said."""
        return None if self.asker_share.value is None else self.classes[Class.DIRECT] * self.asker_share.value


def summary(period: Period) -> Summary:
    """Two queries, however many journeys there are; the counts are read from an index."""
    cells = cells_in(period)
    classes = Counter(dict.fromkeys(Class.values, 0))
    for cell in cells:
        classes[cell.outcome] += cell.n
    forms = [cell for cell in cells if cell.form_started]
    asked = [cell for cell in cells if cell.asker_would is not None]
    return Summary(
        forms_started=_total(forms),
        classes=dict(classes),
        recontacted=_total(cell for cell in cells if cell.recontacted),
        rate=rate_of(forms),
        asker_share=wilson(_total(cell for cell in asked if cell.asker_would), _total(asked)),
        money=money(period, cells),
    )


def journeys_in(period: Period) -> QuerySet[Journey]:
    return Journey.objects.filter(day__gte=period.first, day__lte=period.last)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many journeys of one day are alike in all that figures count."""

    day: date
    outcome: str
    form_started: bool
    recontacted: bool
    asker_would: bool | None
    n: int


def cells_in(period: Period) -> list[Cell]:
    columns = ("day", "outcome", "form_started", "recontacted", "asker_would")
    return [Cell(*row) for row in journeys_in(period).values_list(*columns).annotate(n=Count("pk")).order_by("day")]


def rate_of(cells: Iterable[Cell]) -> Share:
    """Confirmed among the journeys that began a form."""
    forms = [cell for cell in cells if cell.form_started]
    return wilson(_total(cell for cell in forms if cell.outcome == Class.CONFIRMED), _total(forms))


def _total(cells: Iterable[Cell]) -> int:
    return sum(cell.n for cell in cells)


def money(period: Period, cells: Iterable[Cell]) -> Money:
    """Each confirmed journey counts at the rate of its day; re-contacts and the programme are taken off both lines."""
    rates = list(CostRate.objects.filter(valid_from__lte=period.last).order_by("valid_from"))
    gross, back, cash = Decimal(0), Decimal(0), Decimal(0)
    priced = bool(rates)
    for cell in cells:
        if cell.outcome != Class.CONFIRMED:
            continue
        rate = rate_on(cell.day, rates)
        if rate is None:
            priced = False
            continue
        gross += cell.n * rate.loaded_cost
        if cell.recontacted:
            back += cell.n * rate.loaded_cost
        else:
            cash += cell.n * rate.marginal_cost * rate.realised_share
    programme = _programme(period, rates)
    realised = any(rate.realised_share for rate in rates)
    return Money(
        gross=gross.quantize(CENT) if priced else None,
        recontacts=back.quantize(CENT),
        programme=programme,
        cost_avoided=(gross - back - programme).quantize(CENT) if priced else None,
        cash=(cash - programme).quantize(CENT) if realised else Decimal("0.00"),
        currency=rates[-1].currency if rates else "",
    )


def value_of(journey: Journey, rates: list[CostRate]) -> Decimal | None:
    """What one journey adds to the cost avoided; None when its day has no cost. ``rates`` are sorted by date."""
    if journey.outcome != Class.CONFIRMED:
        return Decimal(0)
    rate = rate_on(journey.day, rates)
    if rate is None:
        return None
    return Decimal(0) if journey.recontacted else rate.loaded_cost


def rate_on(day: date, rates: list[CostRate]) -> CostRate | None:
    return next((rate for rate in reversed(rates) if rate.valid_from <= day), None)


def _programme(period: Period, rates: list[CostRate]) -> Decimal:
    """The programme's monthly cost, by the day."""
    total, day = Decimal(0), period.first
    while any(rate.programme_cost for rate in rates) and day <= period.last:
        if rate := rate_on(day, rates):
            total += rate.programme_cost / monthrange(day.year, day.month)[1]
        day += timedelta(days=1)
    return total.quantize(CENT)
