from concurrent.futures import ThreadPoolExecutor

import pytest

from core.throttle import allow, retry_after


def test_the_rate_is_used_up_and_comes_back(time_machine_at):
    assert [allow("qa.answer", 7, "2/m") for _ in range(3)] == [True, True, False]

    time_machine_at.shift(60)

    assert allow("qa.answer", 7, "2/m")


def test_people_and_scopes_count_apart():
    assert allow("qa.answer", 7, "1/h")

    assert allow("qa.answer", 8, "1/h")
    assert allow("qa.question", 7, "1/h")
    assert not allow("qa.answer", 7, "1/h")


def test_many_at_once_get_no_more_than_the_rate():
    with ThreadPoolExecutor(16) as pool:
        allowed = list(pool.map(lambda _: allow("flag", "somebody", "5/h"), range(60)))

    assert sum(allowed) == 5


@pytest.mark.parametrize("key", ["naïve", "\ud800", "x" * 5000, None, 3])
def test_any_key_will_do(key):
    assert allow("search", key, "1/h")


def test_longer_windows():
    assert 0 < retry_after("3/10m") <= 600


@pytest.mark.parametrize("rate", ["", "5", "5/w", "/m", "x/m"])
def test_a_rate_that_makes_no_sense_is_an_error(rate):
    with pytest.raises(ValueError):
        allow("search", 1, rate)


@pytest.fixture
def time_machine_at():
    import time_machine

    with time_machine.travel("2026-03-01 12:00:00Z", tick=False) as traveller:
        yield traveller
