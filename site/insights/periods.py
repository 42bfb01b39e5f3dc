"""The period that a page shows: from its address, or this month; and the one before it."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from core.ports.figures import Period

LONGEST = timedelta(days=3 * 366)
MONTHS_OF_TREND = 12


class BadPeriod(ValueError):
    """The days in the address make no period."""


def period_of(query: Mapping[str, str]) -> Period:
    """``?from=&to=``, both included; the month so far when they are missing.

    Raises:
        BadPeriod: no dates, in the wrong order, or more than three years.
    """
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    try:
        last = date.fromisoformat(query["to"]) if query.get("to") else today
        first = date.fromisoformat(query["from"]) if query.get("from") else min(last, today).replace(day=1)
    except ValueError as error:
        raise BadPeriod(str(error)) from error
    if first > last or last - first > LONGEST or not 2000 <= first.year <= last.year <= 2200:
        raise BadPeriod(f"{first} to {last}")
    return Period(first, last)


def before(period: Period) -> Period:
    """As many days, just before; of a month, or of one so far, the same days of the month before: counts compare with as many."""
    last = period.first - timedelta(days=1)
    if period.first.day == 1 and (period.first.year, period.first.month) == (period.last.year, period.last.month):
        whole = (period.last + timedelta(days=1)).day == 1
        return Period(last.replace(day=1), last if whole else last.replace(day=min(period.last.day, last.day)))
    return Period(last - (period.last - period.first), last)


def months_until(last: date, count: int = MONTHS_OF_TREND) -> list[Period]:
    """The ``count`` calendar months up to that of ``last``, oldest first."""
    months = []
    first = last.replace(day=1)
    for _ in range(count):
        following = (first + timedelta(days=32)).replace(day=1)
        months.append(Period(first, following - timedelta(days=1)))
        first = (first - timedelta(days=1)).replace(day=1)
    return months[::-1]
