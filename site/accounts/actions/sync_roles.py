"""Give the roles that a provider's groups stand for, and withdraw those that it gave before and no longer does."""

from collections.abc import Iterable, Mapping

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.actions.give_role import group_of
from accounts.models import GivenRole, User

log = structlog.get_logger(__name__)


@transaction.atomic
def sync_roles(person: User, provider: str, groups: Iterable[str], roles_of: Mapping[str, str]) -> set[str]:
    """The roles that ``person`` now has from ``provider``, according to ``roles_of`` (group → role).

    Roles given by hand are neither recorded nor touched; one that two providers gave goes when both have withdrawn it.
    """
    User.objects.select_for_update().get(pk=person.pk)
    said = {roles_of[group] for group in groups if group in roles_of}
    in_force = GivenRole.objects.filter(person=person, withdrawn_at=None)
    before = set(in_force.filter(provider=provider).values_list("role", flat=True))
    elsewhere = set(in_force.exclude(provider=provider).values_list("role", flat=True))
    by_hand = set(person.groups.values_list("name", flat=True)) - before - elsewhere
    now = said - by_hand
    for role in sorted(now):
        person.groups.add(group_of(role))
    GivenRole.objects.bulk_create(GivenRole(person=person, provider=provider, role=role) for role in sorted(now - before))
    in_force.filter(provider=provider, role__in=before - now).update(withdrawn_at=timezone.now())
    for role in sorted(before - now - elsewhere):
        person.groups.remove(group_of(role))
    if now != before:
        log.info("roles from provider", person=person.pk, provider=provider, given=sorted(now - before), withdrawn=sorted(before - now))
    return now
