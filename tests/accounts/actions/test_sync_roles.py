import pytest

from accounts.actions.give_role import give_role, take_role
from accounts.actions.sync_roles import sync_roles
from accounts.models import GivenRole

pytestmark = pytest.mark.django_db

ROLES_OF = {"support": "agent", "mods": "moderator", "heads": "manager"}


def roles(person):
    return set(person.groups.values_list("name", flat=True))


def test_groups_give_roles_and_losing_the_group_withdraws_them(person):
    ana = person()

    sync_roles(ana, "corp", ["mods", "support", "choir"], ROLES_OF)
    assert roles(ana) == {"moderator", "agent"}

    sync_roles(ana, "corp", ["support"], ROLES_OF)
    assert roles(ana) == {"agent"}


def test_a_role_given_by_hand_outlives_the_group(person):
    ana = person(roles=["moderator"])

    sync_roles(ana, "corp", ["mods"], ROLES_OF)
    sync_roles(ana, "corp", [], ROLES_OF)

    assert roles(ana) == {"moderator"}
    assert not GivenRole.objects.exists()


def test_a_role_confirmed_by_hand_is_the_hands_from_then_on(person):
    ana = person()
    sync_roles(ana, "corp", ["mods"], ROLES_OF)

    give_role(ana, "moderator")
    sync_roles(ana, "corp", [], ROLES_OF)

    assert roles(ana) == {"moderator"}


def test_a_role_taken_by_hand_comes_back_while_the_provider_says_so(person):
    ana = person()
    sync_roles(ana, "corp", ["mods"], ROLES_OF)

    take_role(ana, "moderator")
    assert roles(ana) == set()

    sync_roles(ana, "corp", ["mods"], ROLES_OF)
    assert roles(ana) == {"moderator"}


def test_what_two_providers_gave_goes_when_both_withdraw_it(person):
    ana = person()
    sync_roles(ana, "corp", ["mods"], ROLES_OF)
    sync_roles(ana, "partner", ["mods"], ROLES_OF)

    sync_roles(ana, "corp", [], ROLES_OF)
    assert roles(ana) == {"moderator"}

    sync_roles(ana, "partner", [], ROLES_OF)
    assert roles(ana) == set()


def test_nobody_becomes_admin_by_the_name_of_a_group(person):
    ana = person()

    sync_roles(ana, "corp", ["admin", "manager", "mods"], ROLES_OF)

    assert roles(ana) == {"moderator"}


def test_each_gift_and_withdrawal_stays_on_record(person):
    ana = person()
    for groups in (["mods"], [], ["mods"]):
        sync_roles(ana, "corp", groups, ROLES_OF)

    assert [row.withdrawn_at is None for row in GivenRole.objects.filter(person=ana, role="moderator").order_by("pk")] == [False, True]


def test_saying_the_same_again_changes_nothing(person):
    ana = person()
    for _sign_in in range(3):
        sync_roles(ana, "corp", ["mods"], ROLES_OF)

    assert GivenRole.objects.count() == 1
