"""The demo's people, and who of them votes."""

from dataclasses import replace
from datetime import datetime, timedelta
from zlib import crc32

from accounts.actions.register_person import register_person
from accounts.models import Expertise, User
from accounts.viewer import viewer_of
from config.demo import clock, written
from config.demo.written import Facts, Size
from core.viewer import Viewer

JOINED_DAYS_AGO = 200  # before the first thread
NEWCOMERS = frozenset({"kevin-astorga"})


class AlreadyThere(RuntimeError):
    """The site has one of the demo's people already."""


class People:
    """The demo's people as viewers, by user name."""

    def __init__(self, viewers: dict[str, Viewer]) -> None:
        self._viewers = viewers

    def __len__(self) -> int:
        return len(self._viewers)

    def itself(self, name: str) -> Viewer:
        """As the site sees them."""
        return self._viewers[name]

    def __getitem__(self, name: str) -> Viewer:
        """The same person, whom no admission rule holds: the demo's past was moderated already."""
        return replace(self._viewers[name], trust=4)

    def names(self) -> set[str]:
        return set(self._viewers)

    def ids(self) -> list[int]:
        return [viewer.user_id for viewer in self._viewers.values() if viewer.user_id is not None]

    def crowd(self, wanted: int | list[str], key: str, author: str) -> list[Viewer]:
        """These people, or so many: always the same for one ``key``, and never the author."""
        if isinstance(wanted, list):
            return [self[name] for name in wanted]
        others = sorted(self._viewers.keys() - NEWCOMERS - {author}, key=lambda name: crc32(f"{key} {name}".encode()))
        return [self[name] for name in others[: abs(wanted)]]


def make_people(password: str, size: Size, now: datetime) -> People:
    """Raises:
    AlreadyThere: the site has been seeded before, or somebody took one of the names.
    """
    house = [{"password": password} | facts for facts in written.of_house("people")]
    neighbours = [facts | {"language": facts["lang"]} for facts in written.of_languages("people")] if size == "full" else []
    everyone = house + neighbours
    names = [facts["username"] for facts in everyone]
    if taken := User.objects.filter(username__in=names).values_list("username", flat=True).first():
        raise AlreadyThere(taken)
    return People({facts["username"]: _make_person(facts, now) for facts in everyone})


def _make_person(facts: Facts, now: datetime) -> Viewer:
    """Without a password of their own nobody signs in as them."""
    roles = facts.get("roles", [])
    joined = now - timedelta(days=facts.get("joined", JOINED_DAYS_AGO))
    with clock.at(joined):
        person = register_person(
            facts["username"],
            f"{facts['username']}@cantalba.example",
            facts.get("password"),
            roles=roles,
            display_name=facts["name"],
            language=facts["language"],
            timezone=facts["timezone"],
            bio=facts["bio"],
            date_joined=joined,
            trust_level=facts.get("trust", 1),
            is_superuser="admin" in roles,
        )
        Expertise.objects.bulk_create(Expertise(person=person, tag=tag) for tag in facts.get("expert", []))
    viewer = viewer_of(person)
    # Here they act as who they are, also where staff roles wait for a second factor.
    return replace(viewer, roles=viewer.roles | set(roles), lacks_second_factor=False)
