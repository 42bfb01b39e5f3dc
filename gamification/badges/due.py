"""Whose badges an import may have changed: noted row by row, looked at once it has been quiet for a while."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from gamification.actions.award import look_again, rules_in_use
from gamification.causes import POSTS, VOTED
from gamification.chunks import shares
from gamification.models import BadgeDue
from qa.models import Vote

QUIET = timedelta(minutes=2)
SHARE = 250


def look_later(people: Iterable[int]) -> None:
    """Note these people; whoever is noted already waits anew."""
    for share in shares(sorted(set(people)), 500):
        rows = [BadgeDue(person_id=person_id) for person_id in share]
        BadgeDue.objects.bulk_create(rows, update_conflicts=True, unique_fields=["person"], update_fields=["since"])


def look_at_due(limit: int = 500, *, quiet: timedelta = QUIET) -> int:
    """Look at up to ``limit`` people who have been noted for a while; nobody is told. Returns how many."""
    badges = rules_in_use()
    due = BadgeDue.objects.filter(since__lte=timezone.now() - quiet).order_by("since").values_list("person_id", "since")
    waiting = dict(due[:limit])
    for share in shares(waiting, SHARE):
        look_again(share, badges=badges, told=False)
        with transaction.atomic():
            for person_id in share:  # who was noted again meanwhile stays
                BadgeDue.objects.filter(person=person_id, since=waiting[person_id]).delete()
    return len(waiting)


def authors_between(kind: str, first: int, last: int) -> set[int]:
    """Who wrote, or gained or gave votes by, the rows of an import."""
    if kind in POSTS:
        rows = POSTS[kind].model._default_manager.filter(pk__gte=first, pk__lte=last)
        return {author for author in rows.values_list(POSTS[kind].author, flat=True) if author is not None}
    if kind == "qa.vote":
        votes = Vote.objects.filter(pk__gte=first, pk__lte=last)
        found = {voter for voter in votes.values_list("voter_id", flat=True) if voter is not None}
        for voted, model in VOTED.items():
            voted_on = model._default_manager.filter(pk__in=votes.filter(kind=voted).values("object_id"))
            found |= set(voted_on.values_list("author_id", flat=True))
        return found
    return set()
