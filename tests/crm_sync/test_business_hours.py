from datetime import datetime, timedelta

import pytest

from crm_sync.business_hours import NeverOpen, add_business_hours, business_time
from crm_sync.models import ServiceHours

MEXICO = ServiceHours(time_zone="America/Mexico_City", country="MX", closed_on=["2026-12-24"])


def at(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    "start, hours, end",
    [
        ("2026-11-18T10:00-06:00", 2, "2026-11-18T12:00-06:00"),
        ("2026-11-18T17:00-06:00", 2, "2026-11-19T10:00-06:00"),  # over night
        ("2026-11-20T17:00-06:00", 2, "2026-11-23T10:00-06:00"),  # over the weekend
        ("2026-11-18T03:00-06:00", 1, "2026-11-18T10:00-06:00"),  # before it opens
        ("2026-11-13T17:30-06:00", 1, "2026-11-17T09:30-06:00"),  # the Monday is Revolution Day
        ("2026-12-23T17:00-06:00", 2, "2026-12-28T10:00-06:00"),  # the company's own day off, then Christmas
    ],
)
def test_clocks_stand_still_when_nobody_works(start, hours, end):
    assert add_business_hours(at(start), hours, MEXICO) == at(end)
    assert business_time(at(start), at(end), MEXICO) == timedelta(hours=hours)


def test_a_calendar_without_working_days_is_refused():
    with pytest.raises(NeverOpen):
        add_business_hours(at("2026-11-18T10:00-06:00"), 1, ServiceHours(weekdays=[]))
