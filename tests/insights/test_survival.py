import pytest

from insights.survival import quantile


def test_without_anyone_waiting_it_is_the_plain_quantile():
    waits = [(float(n), True) for n in range(1, 11)]

    assert (quantile(waits, 0.5), quantile(waits, 0.9)) == (5, 9)


def test_those_who_wait_count_with_the_time_they_waited():
    """Remission times of 21 leukaemia patients under 6-MP (Freireich 1963), as every textbook has them: median 23."""
    done = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    waiting = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    waits = [(float(t), True) for t in done] + [(float(t), False) for t in waiting]

    assert quantile(waits, 0.5) == 23
    assert quantile(waits, 0.9) is None


def test_nothing_to_measure_is_nothing():
    assert quantile([], 0.5) is None
    assert quantile([(5.0, False)], 0.5) is None


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_rows_does_not_matter(order):
    assert quantile([(3.0, True), (1.0, False), (2.0, True)][::order], 0.5) == 2
