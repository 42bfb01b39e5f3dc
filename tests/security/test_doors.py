"""Every address for every kind of person, from one table (`doors/table.txt`)."""

import re

import pytest

from tests.security.doors import trying
from tests.security.doors.world import ROLES, World, people

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(400)]

ROWS = trying.rows()


def test_every_address_has_a_row():
    """A new address is added with whom it opens for: by reading (GET), and by writing where it writes."""
    there, known = set(trying.routes()), {row.route for row in ROWS}

    assert sorted(there - known) == [], "say in tests/security/doors/table.txt whom these open for"
    assert sorted(known - there - set(trying.SPELT_OUT)) == [], "these are gone"


@pytest.mark.parametrize("role", ROLES)
def test_each_door_opens_for_those_it_should(role, deliver_all):
    world = World(people())
    client = trying.browser(role, world)
    wrong, broken, told = [], [], []

    for row in ROWS:
        where = trying.address(row, world)
        response = trying.attempt(client, row.method, where)
        text = response.getvalue().decode(errors="replace")
        told += [f"{row.method} {where} tells: {title}" for title in world.kept_from(role) if title in text]
        if response.status_code >= 500:
            broken.append(f"{row.method} {where}: {response.status_code}")
        elif trying.let_in(response) != (role in row.allowed):
            wrong.append(f"{row.method} {where} ({row.sample}): {response.status_code}, the table says {row.who}")

    assert not broken
    assert not wrong
    assert not told


@pytest.mark.parametrize("role", ["guest", "admin"])
def test_what_was_never_there_breaks_nothing(role):
    world = World(people())
    world.samples = {"public": dict.fromkeys(world.samples["public"], "nobody-here") | world.nowhere()}
    client = trying.browser(role, world)

    answers = {
        f"{row.method} {where}": trying.attempt(client, row.method, where).status_code
        for row in ROWS
        for where in [trying.address(row, world)]
    }

    assert {where: status for where, status in answers.items() if status >= 500} == {}


def test_the_table_is_in_order():
    told = [(row.route, row.method, row.sample) for row in ROWS]

    assert len(told) == len(set(told))
    assert all(re.fullmatch("GET|POST|PUT|PATCH|DELETE", row.method) for row in ROWS)
