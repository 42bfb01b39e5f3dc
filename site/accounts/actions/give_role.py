"""Give a role, and take it away."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.models import GivenRole, User
from accounts.roles import ROLES


@transaction.atomic
def give_role(person: User, role: str) -> None:
    """By hand: what a provider gave or withdraws no longer changes it.

    Raises:
        ValueError: ``role`` isn't one of `accounts.roles.ROLES`.
    """
    person.groups.add(group_of(role))
    _forget_provider(person, role)


@transaction.atomic
def take_role(person: User, role: str) -> None:
    """Whoever gave it. A provider that still says so gives it again at the next sign-in."""
    person.groups.remove(group_of(role))
    _forget_provider(person, role)


def _forget_provider(person: User, role: str) -> None:
    GivenRole.objects.filter(person=person, role=role, withdrawn_at=None).update(withdrawn_at=timezone.now())


def group_of(role: str) -> Group:
    if role not in ROLES:
        raise ValueError(f"no such role: {role}")
    return Group.objects.get_or_create(name=role)[0]
