"""Make a person with a confirmed address, without the sign-up form: the demo, the first admin, tests."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User


@transaction.atomic
def register_person(
    username: str, email: str, password: str | None = None, *, roles: Iterable[str] = (), confirmed: bool = True, **facts: Any
) -> User:
    """A new person with one address and ``roles`` (`accounts.roles.ROLES`); without ``confirmed`` they must still confirm it."""
    person = User.objects.create_user(username, email, password, **facts)
    EmailAddress.objects.create(user=person, email=person.email, verified=confirmed, primary=True)
    person.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    return person
