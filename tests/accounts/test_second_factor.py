import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.actions.make_token import make_token
from accounts.viewer import viewer_of
from tests.support.people import PASSWORD

pytestmark = pytest.mark.django_db

STAFF_PAGES = ["/admin/", "/django-admin/", "/moderation/", "/insights/", "/support/desk/"]


def code_of(secret: str) -> str:
    """What an app on a phone shows now."""
    return f"{hotp_value(secret, int(time.time()) // 30):06}"


@pytest.fixture
def demanded(settings):
    settings.STAFF_MFA = True


@pytest.fixture
def secured(person):
    """Somebody with an app that shows codes: the person and its secret."""

    def make(**facts):
        somebody = person(**facts)
        secret = generate_totp_secret()
        TOTP.activate(somebody, secret)
        return somebody, secret

    return make


def signed_in(client, username, password=PASSWORD):
    return client.post("/accounts/login/", {"login": username, "password": password})


def set_up_app(client):
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    return client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)


def test_staff_without_a_second_factor_are_members_where_it_is_demanded(person, demanded):
    ana = person(roles=["manager"])

    seen = viewer_of(ana)

    assert seen.roles == {"member"}
    assert seen.lacks_second_factor


def test_staff_with_one_have_their_roles(secured, demanded):
    ana, _secret = secured(roles=["manager"])

    seen = viewer_of(ana)

    assert seen.is_manager
    assert not seen.lacks_second_factor


def test_members_need_none(person, demanded):
    seen = viewer_of(person())

    assert seen.roles == {"member"}
    assert not seen.lacks_second_factor


def test_recovery_codes_alone_are_no_second_factor(person, demanded):
    ana = person(roles=["agent"])
    RecoveryCodes.activate(ana)

    assert viewer_of(ana).lacks_second_factor


def test_nothing_is_demanded_where_the_operator_says_so(person, settings):
    settings.STAFF_MFA = False

    assert viewer_of(person(roles=["agent"])).is_staff


@pytest.mark.parametrize("page", STAFF_PAGES)
@pytest.mark.parametrize("facts", [{"roles": ["admin"], "is_superuser": True}, {"roles": ["moderator"]}, {"roles": ["agent"]}])
def test_every_staff_page_leads_to_setting_one_up(person, client_for, demanded, page, facts):
    answer = client_for(person(**facts)).get(page)

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")


def test_permissions_of_django_have_no_effect_without_one(person, secured, demanded):
    bare, (full, _secret) = person(is_superuser=True), secured(is_superuser=True)

    assert [bare.is_staff, bare.has_perm("wagtailadmin.access_admin"), bare.has_module_perms("accounts")] == [False] * 3
    assert [full.is_staff, full.has_perm("wagtailadmin.access_admin"), full.has_module_perms("accounts")] == [True] * 3


def test_the_api_by_session_gives_no_staff_rights(person, client_for, demanded):
    assert client_for(person(roles=["moderator"])).get("/api/v1/moderation/items/").status_code in {403, 404}


def test_a_token_is_no_way_around_it(person, demanded):
    _token, key = make_token(person(roles=["moderator"]), "script", ["read", "write:moderation"])

    assert Client().get("/api/v1/moderation/items/", headers={"Authorization": f"Bearer {key}"}).status_code in {403, 404}


def test_the_websocket_of_the_desk_sees_a_member(person, demanded):
    from moderation.consumers import _fresh_viewer

    assert not _fresh_viewer(person(roles=["moderator"])).is_staff


def test_signing_in_leads_staff_to_setting_one_up(person, client, demanded):
    person("ana", roles=["agent"])

    assert signed_in(client, "ana")["Location"] == "/accounts/2fa/"


def test_a_password_alone_opens_no_account_that_has_a_second_factor(client, secured):
    secured(username="ana")

    answer = signed_in(client, "ana")

    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/settings/profile/").status_code == 302


def test_the_code_of_the_app_opens_it(client, secured, demanded):
    _ana, secret = secured(username="ana", roles=["moderator"])
    signed_in(client, "ana")

    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    assert client.get("/moderation/").status_code == 200


def test_a_wrong_code_does_not(client, secured):
    _ana, secret = secured(username="ana")
    signed_in(client, "ana")

    client.post("/accounts/2fa/authenticate/", {"code": f"{(int(code_of(secret)) + 1) % 1_000_000:06}"})

    assert client.get("/settings/profile/").status_code == 302


def test_a_recovery_code_opens_it_once(secured):
    ana, _secret = secured(username="ana")
    code = RecoveryCodes.activate(ana).get_unused_codes()[0]

    opened = []
    for _try in range(2):
        client = Client()
        signed_in(client, "ana")
        client.post("/accounts/2fa/authenticate/", {"code": code})
        opened.append(client.get("/settings/profile/").status_code)

    assert opened == [200, 302]


def test_a_person_sets_up_an_app_and_gets_recovery_codes(client, person):
    ana = person("ana")
    signed_in(client, "ana")
    assert "/reauthenticate/" in client.get("/accounts/2fa/totp/activate/")["Location"]

    answer = set_up_app(client)

    assert answer.status_code == 200
    assert set(Authenticator.objects.filter(user=ana).values_list("type", flat=True)) == {"totp", "recovery_codes"}


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_first_one_ends_sessions_begun_without_it(person):
    person("ana")
    elsewhere, here = Client(), Client()
    for client in (elsewhere, here):
        signed_in(client, "ana")

    set_up_app(here)

    assert here.get("/settings/profile/").status_code == 200
    assert elsewhere.get("/settings/profile/").status_code == 302
    assert UserSession.objects.count() == 1


def test_taking_it_away_takes_the_role_away(secured, demanded):
    ana, _secret = secured(roles=["moderator"])

    Authenticator.objects.filter(user=ana).delete()

    assert not viewer_of(ana).is_staff


@pytest.mark.parametrize("door", ["/admin/login/", "/django-admin/login/"])
def test_a_password_alone_opens_no_admin(client, secured, demanded, door):
    secured(username="root", is_superuser=True)

    client.post(door, {"username": "root", "password": PASSWORD})
    client.post("/accounts/login/", {"login": "root", "password": PASSWORD})

    assert client.get("/admin/").status_code == 302
    assert client.get("/django-admin/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_viewer_still_costs_one_query(secured, demanded, django_assert_num_queries):
    ana, _secret = secured(roles=["moderator"])

    with django_assert_num_queries(1):
        viewer_of(ana)
