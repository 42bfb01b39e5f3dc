from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.give_consent import give_consent
from accounts.viewer import viewer_of
from core.viewer import GUEST

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_every_fact_about_a_person_takes_one_query(person, django_assert_num_queries):
    ana = person(roles=("moderator",), expert=("pumps",), trust=3, language="pt", timezone="America/Sao_Paulo", display_name="Ana")
    give_consent(ana, "analytics", how="banner")

    with django_assert_num_queries(1):
        viewer = viewer_of(ana)

    assert viewer.roles == {"member", "expert", "moderator"}
    assert (viewer.trust, viewer.language, viewer.timezone, viewer.name) == (3, "pt", "America/Sao_Paulo", "Ana")
    assert viewer.may_post
    assert viewer.analytics_consent


def test_a_guest_costs_no_query(django_assert_num_queries):
    from django.contrib.auth.models import AnonymousUser

    with django_assert_num_queries(0):
        assert viewer_of(AnonymousUser()) is GUEST


def test_without_a_confirmed_address_nobody_is_a_member_or_posts(person):
    viewer = viewer_of(person(confirmed=False, trust=2))

    assert viewer.roles == frozenset()
    assert not viewer.may_post
    assert viewer.trust == 0


def test_a_silenced_person_stays_a_member_but_may_not_post(person):
    viewer = viewer_of(person(silenced_until=timezone.now() + timedelta(hours=1)))

    assert "member" in viewer.roles
    assert not viewer.may_post


def test_a_suspended_moderator_has_no_role_until_it_ends(person):
    moderator = person(roles=("moderator",), suspended_until=timezone.now() + timedelta(hours=1))

    assert viewer_of(moderator).roles == frozenset()
    moderator.suspended_until = timezone.now() - timedelta(seconds=1)
    assert viewer_of(moderator).is_moderator


def test_a_superuser_is_an_admin(person):
    assert viewer_of(person(is_superuser=True)).is_admin
