"""Give a role, and take it away."""

from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import ROLES


def give_role(person: User, role: str) -> None:
    """Raises ValueError for a role that isn't one of `accounts.roles.ROLES`."""
    person.groups.add(_group(role))


def take_role(person: User, role: str) -> None:
    person.groups.remove(_group(role))


def _group(role: str) -> Group:
    if role not in ROLES:
        raise ValueError(f"no such role: {role}")
    return Group.objects.get_or_create(name=role)[0]
