import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.actions.anonymise_person import anonymise_person
from accounts.actions.give_consent import give_consent
from accounts.actions.make_token import make_token
from accounts.actions.sync_roles import sync_roles
from accounts.models import ApiToken, Consent, GivenRole, User
from core.models import EventRow
from tests.support.people import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_name_addresses_profile_roles_and_tokens_go(person):
    ana = person(username="ana", display_name="Ana Ruiz", bio="From Puebla", roles=("moderator",), expert=("pumps",))
    give_consent(ana, "crm", how="settings")
    make_token(ana, "script", ["read"])

    nobody = anonymise_person(ana)

    nobody.refresh_from_db()
    assert nobody.username.startswith("anon-")
    assert (nobody.email, nobody.display_name, nobody.bio, nobody.is_active) == ("", "", "", False)
    assert not nobody.has_usable_password()
    assert not nobody.groups.exists()
    assert not nobody.expertise.exists()
    assert not EmailAddress.objects.filter(user=nobody).exists()
    assert not ApiToken.objects.exists()
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert EventRow.objects.filter(name="accounts.person_anonymised", payload={"person_id": ana.pk}).count() == 1


def test_the_ways_to_sign_in_go(person):
    ana = person("ana")
    Client().post("/accounts/login/", {"login": "ana", "password": PASSWORD})
    SocialAccount.objects.create(user=ana, provider="corp", uid="7", extra_data={"userinfo": {"name": "Ana Ruiz"}})
    TOTP.activate(ana, generate_totp_secret())
    sync_roles(ana, "corp", ["mods"], {"mods": "moderator"})

    anonymise_person(ana)

    for rows in (SocialAccount, Authenticator, UserSession, GivenRole):
        assert not rows.objects.exists()


def test_the_row_stays_so_that_content_keeps_an_author(person):
    ana = person()

    anonymise_person(ana)

    assert User.objects.filter(pk=ana.pk).exists()


def test_every_session_of_theirs_ends_and_nobody_elses(person, client_for):
    ana, berta = person(), person()
    hers, other = client_for(ana), client_for(berta)

    anonymise_person(ana)

    assert Session.objects.count() == 1
    assert isinstance(hers, Client)
    assert other.get("/settings/profile/").status_code == 200
    assert hers.get("/settings/profile/").status_code == 302


def test_anonymising_twice_changes_nothing(person):
    first = anonymise_person(person())

    second = anonymise_person(first)

    assert second.username == first.username
    assert EventRow.objects.filter(name="accounts.person_anonymised").count() == 1
