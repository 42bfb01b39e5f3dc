"""Lists that many pages show are counted once, and anew when something has happened to what they are about."""

import pytest

from core.guest_pages import forget
from core.kept_lists import kept_list

pytestmark = pytest.mark.usefixtures("pages_are_kept")


@pytest.fixture
def counted():
    made = []

    def ask(*facts, subject="kb"):
        def make():
            made.append(facts)
            return [f"row {len(made)}"]

        return kept_list("test.rows", [subject], facts, make)

    return ask


def test_a_list_is_counted_once(counted):
    assert counted("es") == counted("es") == ["row 1"]


def test_an_empty_list_is_kept_too():
    made = []

    def make():
        made.append(1)
        return []

    assert kept_list("test.none", ["kb"], [], make) == kept_list("test.none", ["kb"], [], make) == []
    assert made == [1]


def test_each_language_and_audience_has_its_own(counted):
    assert counted("es", ("customers",)) != counted("pt", ("customers",)) != counted("es", ())


@pytest.mark.parametrize("happened, rows", [("kb", ["row 2"]), ("site", ["row 2"]), ("qa", ["row 1"])])
def test_what_happens_to_its_subject_makes_it_anew(counted, happened, rows):
    counted("es")

    forget([happened])

    assert counted("es") == rows


def test_a_cache_that_fails_costs_time_alone(counted, settings):
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    assert (counted("es"), counted("es")) == (["row 1"], ["row 2"])
