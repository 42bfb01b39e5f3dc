"""Trust levels 0 to 4: what a person must have done for each. Thresholds are settings (`TRUST_LEVELS`)."""

from collections.abc import Mapping, Sequence

from django.conf import settings

Way = Mapping[str, int]  # least value of each fact
Levels = Mapping[int, Sequence[Way]]  # any one way is enough

# What is counted today. Facts about reading exist only of people who agreed to statistics, so each level has a way without them.
FACTS = ("days_visited", "topics_entered", "minutes_read", "topics_replied", "likes_given", "likes_received")


def level_for(facts: Mapping[str, int], levels: Levels | None = None) -> int:
    """The highest level of an unbroken climb from 1 whose needs are met in one of its ways."""
    reached = 0
    for level, ways in sorted((levels or settings.TRUST_LEVELS).items()):
        if level != reached + 1 or not any(_met(facts, way) for way in ways):
            break
        reached = level
    return reached


def _met(facts: Mapping[str, int], way: Way) -> bool:
    return all(facts.get(name, 0) >= least for name, least in way.items())
