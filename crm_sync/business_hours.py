"""Business hours: how far a clock runs when it stands still at night, on days off and on holidays."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.utils import timezone

from crm_sync.models import ServiceHours

FURTHEST = 3 * 366  # days; a calendar without a working day must not run for ever


class NeverOpen(ValueError):
    """The calendar has no working time within three years."""


def add_business_hours(start: datetime, hours: float, calendar: ServiceHours) -> datetime:
    """The moment at which ``hours`` of service have passed since ``start``.

    Raises:
        NeverOpen: there is no such moment.
    """
    left = timedelta(hours=hours)
    day = start.astimezone(_zone(calendar)).date()
    for _ in range(FURTHEST):
        if window := _open(day, calendar):
            begins = max(start, window[0])
            if begins < window[1]:
                if window[1] - begins >= left:
                    return begins + left
                left -= window[1] - begins
        day += timedelta(days=1)
    raise NeverOpen(calendar)


def business_time(start: datetime, end: datetime, calendar: ServiceHours) -> timedelta:
    """How much service time lies between two moments."""
    total = timedelta()
    day = start.astimezone(_zone(calendar)).date()
    while (window := _bounds(day, calendar))[0] < end:
        if _works(day, calendar):
            total += max(timedelta(), min(end, window[1]) - max(start, window[0]))
        day += timedelta(days=1)
    return total


def _open(day: date, calendar: ServiceHours) -> tuple[datetime, datetime] | None:
    return _bounds(day, calendar) if _works(day, calendar) else None


def _bounds(day: date, calendar: ServiceHours) -> tuple[datetime, datetime]:
    zone = _zone(calendar)
    return _at(day, calendar.opens, zone), _at(day, calendar.closes, zone)


def _at(day: date, hour: time, zone: ZoneInfo | object) -> datetime:
    return datetime.combine(day, hour, tzinfo=zone).astimezone(timezone.get_fixed_timezone(0))  # type: ignore[arg-type]


def _works(day: date, calendar: ServiceHours) -> bool:
    if day.weekday() not in calendar.weekdays or day.isoformat() in calendar.closed_on:
        return False
    return not calendar.country or day not in _holidays(calendar.country.upper(), day.year)


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> frozenset[date]:
    """Public holidays of a country; none for a country that the calendar doesn't know."""
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


def _zone(calendar: ServiceHours) -> ZoneInfo:
    return ZoneInfo(calendar.time_zone) if calendar.time_zone else timezone.get_default_timezone()  # type: ignore[return-value]
