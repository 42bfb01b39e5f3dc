import pytest

from accounts.actions.raise_trust import raise_trust
from accounts.trust import FACTS, level_for

LEVELS = {1: [{"days_visited": 3}, {"topics_replied": 2}], 2: [{"days_visited": 10, "likes_given": 1}]}


@pytest.mark.parametrize(
    "facts, level",
    [
        ({}, 0),
        ({"days_visited": 2}, 0),
        ({"days_visited": 3}, 1),
        ({"topics_replied": 2}, 1),
        ({"days_visited": 10}, 1),
        ({"days_visited": 10, "likes_given": 1}, 2),
    ],
)
def test_a_level_is_reached_in_any_one_of_its_ways(facts, level):
    assert level_for(facts, LEVELS) == level


def test_no_level_is_skipped():
    assert level_for({"likes_given": 9}, {1: [{"days_visited": 1}], 2: [{"likes_given": 1}]}) == 0


def test_the_settings_ask_only_for_what_is_counted(settings):
    asked = {name for ways in settings.TRUST_LEVELS.values() for way in ways for name in way}

    assert asked <= set(FACTS)


@pytest.mark.django_db
def test_trust_is_raised_and_never_lowered(person):
    new, trusted, imported = person(), person(trust=3), person(imported=True)
    facts = {"days_visited": 3, "topics_replied": 1}

    raised = raise_trust({somebody.pk: facts for somebody in (new, trusted, imported)})

    assert raised == {new.pk: 1}
    trusted.refresh_from_db()
    assert trusted.trust_level == 3
