import pytest
from django.contrib.auth.models import Group

from accounts.actions.give_role import give_role, take_role
from accounts.roles import ROLES, staff_ids
from accounts.viewer import viewer_of

pytestmark = pytest.mark.django_db


def test_migrating_made_the_role_groups():
    assert set(Group.objects.values_list("name", flat=True)) >= set(ROLES)


def test_a_role_is_given_and_taken(person):
    ana = person()

    give_role(ana, "agent")
    assert viewer_of(ana).is_staff
    take_role(ana, "agent")
    assert not viewer_of(ana).is_staff


def test_there_are_no_other_roles(person):
    with pytest.raises(ValueError, match="no such role"):
        give_role(person(), "emperor")


def test_staff_is_whoever_has_a_role(person, django_assert_num_queries):
    member, agent, root = person(), person(roles=("agent", "manager")), person(is_superuser=True)

    with django_assert_num_queries(1):
        assert staff_ids() == {agent.pk, root.pk}
    assert staff_ids([member.pk, root.pk]) == {root.pk}
