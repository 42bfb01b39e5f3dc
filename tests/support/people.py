"""People for tests."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from accounts.actions.register_person import register_person
from accounts.models import Expertise, User

PASSWORD = "correct horse battery"
_numbers = count(1)


def make(username: str = "", *, expert: Iterable[str] = (), **facts: Any) -> User:
    """A person who reads English, with a confirmed address (unless ``confirmed=False``); ``expert`` names tags, ``roles`` groups."""
    username = username or f"person{next(_numbers)}"
    if "trust" in facts:
        facts["trust_level"] = facts.pop("trust")
    given = {"email": f"{username}@example.test", "password": PASSWORD, "language": "en"} | facts
    somebody = register_person(username, **given)
    Expertise.objects.bulk_create(Expertise(person=somebody, tag=tag) for tag in expert)
    return somebody
