from datetime import date

import pytest
import time_machine

from core.ports.figures import Period
from insights.periods import BadPeriod, before, months_until, period_of


@time_machine.travel("2026-11-22T18:00:00Z")
def test_without_dates_it_is_the_month_so_far():
    assert period_of({}) == Period(date(2026, 11, 1), date(2026, 11, 22))


@pytest.mark.parametrize(
    "query",
    [{"from": "2026-11-09", "to": "2026-11-01"}, {"from": "soon"}, {"from": "2001-01-01", "to": "2026-01-01"}, {"from": "0001-01-01"}],
)
def test_what_is_no_period_is_refused(query):
    with pytest.raises(BadPeriod):
        period_of(query)


def test_a_month_is_compared_with_the_month_before_and_days_with_as_many():
    assert before(Period(date(2026, 3, 1), date(2026, 3, 31))) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert before(Period(date(2026, 3, 10), date(2026, 3, 12))) == Period(date(2026, 3, 7), date(2026, 3, 9))


@pytest.mark.parametrize(("today", "same_day"), [(date(2026, 11, 23), date(2026, 10, 23)), (date(2026, 3, 30), date(2026, 2, 28))])
def test_a_month_so_far_is_compared_with_as_much_of_the_month_before(today, same_day):
    assert before(Period(today.replace(day=1), today)) == Period(same_day.replace(day=1), same_day)


def test_twelve_months_end_with_the_one_shown():
    months = months_until(date(2026, 2, 10))

    assert (len(months), months[0].first, months[-1].last) == (12, date(2025, 3, 1), date(2026, 2, 28))
