"""What crosses rooms by the clock: trust is recomputed from what people did everywhere."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from accounts.actions.raise_trust import raise_trust
from accounts.models import User
from config.privacy import own_export
from core.models import Interaction
from core.periodic import periodic
from gamification.models import PointsEntry
from qa.models import QUESTION, Answer, Vote

DAY = 86_400
SHARE = 200


@periodic(seconds=DAY)
def recompute_trust() -> None:
    """Of everybody who visited since the day before yesterday."""
    since = timezone.now().date() - timedelta(days=2)
    visited = User.objects.filter(last_seen_on__gte=since, anonymised_at=None).order_by("pk").values_list("pk", flat=True)
    for share in _shares(list(visited)):
        raise_trust(trust_facts(share))


@periodic(seconds=3600)
def remove_old_exports() -> None:
    own_export.remove_old()


def _shares(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + SHARE] for start in range(0, len(ids), SHARE))


def trust_facts(ids: list[int]) -> dict[int, dict[str, int]]:
    """`accounts.trust.FACTS` of these people: six queries, however many."""
    facts: dict[int, dict[str, int]] = {person_id: {} for person_id in ids}
    read = Interaction.objects.filter(person__in=ids, ref_kind=QUESTION)
    public = Answer.objects.filter(author__in=ids, visibility="public").exclude(question__author=F("author"))
    upvoted = PointsEntry.objects.filter(rule__in=["answer_upvoted", "question_upvoted"], reversed_by=None, due__gt=0)
    counted = {
        "days_visited": User.objects.filter(pk__in=ids).values_list("pk", "days_visited"),
        "topics_entered": _per_person(read, "person", Count("ref_id", distinct=True, filter=Q(kind__in=["view", "open"]))),
        "minutes_read": _per_person(read, "person", Sum("seconds", default=0) / 60),
        "topics_replied": _per_person(public, "author", Count("question", distinct=True)),
        "likes_given": _per_person(Vote.objects.filter(voter__in=ids, value=1), "voter", Count("pk")),
        "likes_received": _per_person(upvoted.filter(person__in=ids), "person", Count("pk")),
    }
    for name, rows in counted.items():
        for person_id, number in rows:
            facts[person_id][name] = int(number)
    return facts


def _per_person(rows, person: str, number):
    return rows.order_by().values_list(person).annotate(number=number)
