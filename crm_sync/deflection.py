"""The deflection figures over a period: counts by class, the rate with its interval, and the money.

The definitions are in docs/managers/deflection.md.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import sqrt

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from core.ports.figures import Period
from crm_sync.journeys import DEFINITION
from crm_sync.models import CostRate, Journey

Z95 = 1.959964
CENT = Decimal("0.01")
Class = Journey.Class


@dataclass(frozen=True, slots=True)
class Share:
    """``k`` of ``n``, with its Wilson 95 % interval; all None when ``n`` is 0."""

    k: int
    n: int
    value: float | None
    low: float | None
    high: float | None


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
    """Five queries, however many journeys there are."""
    rows = journeys_in(period)
    counts = dict(rows.values_list("outcome").annotate(n=Count("pk")).order_by())
    forms = rows.aggregate(
        started=Count("pk", filter=Q(form_started=True)),
        confirmed=Count("pk", filter=Q(form_started=True, outcome=Class.CONFIRMED)),
        recontacted=Count("pk", filter=Q(recontacted=True)),
        askers=Count("pk", filter=Q(facts__asker_would__in=[True, False])),
        asker_yes=Count("pk", filter=Q(facts__asker_would=True)),
    )
    return Summary(
        forms_started=forms["started"],
        classes={name: counts.get(name, 0) for name in Class.values},
        recontacted=forms["recontacted"],
        rate=wilson(forms["confirmed"], forms["started"]),
        asker_share=wilson(forms["asker_yes"], forms["askers"]),
        money=money(period),
    )


def journeys_in(period: Period) -> QuerySet[Journey]:
    return Journey.objects.filter(started_at__gte=period.start, started_at__lt=period.end)


def wilson(k: int, n: int) -> Share:
    """The score interval of E. B. Wilson (1927): never outside 0 to 1, and honest for small ``n``."""
    if n == 0:
        return Share(k, 0, None, None, None)
    p, z2 = k / n, Z95 * Z95
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Share(k, n, p, max(0.0, centre - half), min(1.0, centre + half))


def money(period: Period) -> Money:
    """Each confirmed journey counts at the rate of its day; re-contacts and the programme are taken off both lines."""
    rates = list(CostRate.objects.filter(valid_from__lte=period.last).order_by("valid_from"))
    days = (
        journeys_in(period)
        .filter(outcome=Class.CONFIRMED)
        .annotate(day=TruncDate("started_at", tzinfo=timezone.get_default_timezone()))
        .values_list("day")
        .annotate(n=Count("pk"), again=Count("pk", filter=Q(recontacted=True)))
        .order_by("day")
    )
    gross, back, cash = Decimal(0), Decimal(0), Decimal(0)
    priced = bool(rates)
    for day, n, again in days:
        rate = rate_on(day, rates)
        if rate is None:
            priced = False
            continue
        gross += n * rate.loaded_cost
        back += again * rate.loaded_cost
        cash += (n - again) * rate.marginal_cost * rate.realised_share
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
    rate = rate_on(timezone.localdate(journey.started_at, timezone.get_default_timezone()), rates)
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
