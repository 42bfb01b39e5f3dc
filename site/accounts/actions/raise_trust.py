"""Raise the trust of people who have earned it. Lowering is done by hand, in the admin."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from accounts.trust import level_for


@transaction.atomic
def raise_trust(facts: Mapping[int, Mapping[str, int]]) -> dict[int, int]:
    """Given facts per person (`accounts.trust.FACTS`), raise whoever is below their level; returns the new levels."""
    people = User.objects.select_for_update(no_key=True).filter(pk__in=facts, anonymised_at=None, imported=False)
    raised = {}
    for person in people.only("pk", "trust_level"):
        level = level_for(facts[person.pk])
        if level > person.trust_level:
            User.objects.filter(pk=person.pk).update(trust_level=level)
            raised[person.pk] = level
    return raised
