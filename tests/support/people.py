"""People for tests."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.models import Expertise, User

PASSWORD = "correct horse battery"
_numbers = count(1)


def make(
    username: str = "", *, roles: Iterable[str] = (), expert: Iterable[str] = (), confirmed: bool = True, language: str = "en", **facts: Any
) -> User:
    """A person with a confirmed address (unless ``confirmed=False``), the given role groups, and expertise on the tags ``expert``."""
    username = username or f"person{next(_numbers)}"
    password = facts.pop("password", PASSWORD)
    email = facts.pop("email", f"{username}@example.test")
    if "trust" in facts:
        facts["trust_level"] = facts.pop("trust")
    somebody = User.objects.create_user(username, email, password, language=language, **facts)
    if email:
        EmailAddress.objects.create(user=somebody, email=email, primary=True, verified=confirmed)
    for role in roles:
        somebody.groups.add(Group.objects.get_or_create(name=role)[0])
    for tag in expert:
        Expertise.objects.create(person=somebody, tag=tag)
    return somebody
