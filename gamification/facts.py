"""What gamification adds to people: points, accepted answers, rank, badges."""

from collections.abc import Iterable
from typing import Any

from core.ports import person_facts
from gamification.badges.selectors import badge_counts
from gamification.models import PersonPoints
from gamification.ranks import rank_of


def points_facts(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Two queries, however many people; who has no points yet is a newcomer."""
    wanted = list(ids)
    known = PersonPoints.objects.in_bulk(wanted)
    badges = badge_counts(wanted)
    return {
        person_id: _facts(known.get(person_id) or PersonPoints(person_id=person_id)) | {"badge_counts": badges.get(person_id, {})}
        for person_id in wanted
    }


def _facts(points: PersonPoints) -> dict[str, Any]:
    rank = rank_of({"points": points.total, "solutions": points.solutions})
    return {
        "points": points.total,
        "solutions": points.solutions,
        "rank": str(rank.label),
        "rank_key": rank.key,
        "rank_level": rank.level,
    }


def register() -> None:
    person_facts.provide("gamification", points_facts)
