"""What a provider's word is worth, with its answers said by the test; the real one is in tests/browser/test_sso.py."""

import re

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from accounts.models import User
from accounts.social import groups_in
from config.settings.sign_in import _openid, _roles_of_groups
from tests.support.people import PASSWORD

pytestmark = pytest.mark.django_db

ISSUER = "https://id.example.test/realms/corp"
CONFIG = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "jwks_uri": f"{ISSUER}/keys",
    "token_endpoint_auth_methods_supported": ["client_secret_post"],
}
LUCIA = {"sub": "7", "name": "Lucía Prado", "preferred_username": "lucia", "email": "lucia@example.com", "email_verified": True}


class Provider:
    """Answers allauth's calls: ``says`` is what its userinfo holds; ``broken`` an error or an answer instead of the configuration."""

    def __init__(self):
        self.says, self.broken, self.timeouts = dict(LUCIA), None, []

    def __call__(self, session, method, url, **kwargs):
        self.timeouts.append(kwargs.get("timeout"))
        if isinstance(self.broken, Exception):
            raise self.broken
        answer = requests.Response()
        answer.status_code, answer.headers["Content-Type"] = 200, "application/json"
        if self.broken is not None:
            answer.status_code, body = self.broken
            answer._content = body
            return answer
        known = {"/token": {"access_token": "x", "token_type": "bearer"}, "/userinfo": self.says}
        body = next((found for end, found in known.items() if url.endswith(end)), CONFIG)
        answer._content = requests.compat.json.dumps(body).encode()
        return answer


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def configured(settings):
    def configure(**facts):
        app = _openid({"id": "corp", "name": "Corp", "issuer": ISSUER, "client_id": "plaza", "client_secret": "s"} | facts)
        app["settings"]["fetch_userinfo"] = True
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        return app

    configure(group_roles={"mods": "moderator"})
    return configure


@pytest.fixture
def provider(configured, monkeypatch):
    provider = Provider()
    monkeypatch.setattr(requests.Session, "request", lambda *args, **kwargs: provider(*args, **kwargs))
    return provider


def leave(client):
    """The address at the provider to which our button leads."""
    return client.post("/accounts/oidc/corp/login/?process=login").context["url"]


def sign_in(client):
    """From our button to the provider and back."""
    state = re.search(r"state=([^&]+)", leave(client)).group(1)
    return client.get("/accounts/oidc/corp/login/callback/", {"code": "c", "state": state})


def is_in(client):
    return client.get("/settings/profile/").status_code == 200


def roles(person):
    return set(person.groups.values_list("name", flat=True))


def test_the_sign_in_page_offers_each_provider(client, configured):
    assert "Corp" in client.get("/accounts/login/").content.decode()
    assert "Corp" in client.get("/accounts/signup/").content.decode()


def test_the_button_leads_on_by_a_page_since_browsers_hold_a_form_to_this_site(client, provider):
    answer = client.post("/accounts/oidc/corp/login/?process=login")

    assert answer.status_code == 200
    assert answer.context["url"].startswith(f"{ISSUER}/auth?")
    assert 'http-equiv="refresh"' in answer.content.decode()


def test_a_first_sign_in_makes_a_member_with_the_name_that_the_provider_says(client, provider):
    sign_in(client)

    lucia = User.objects.get()
    assert is_in(client)
    assert (lucia.username, lucia.name, lucia.has_usable_password()) == ("lucia-prado", "Lucía Prado", False)
    assert EmailAddress.objects.get(user=lucia).verified


def test_a_second_sign_in_is_the_same_person(provider):
    for _browser in range(2):
        sign_in(Client())

    assert User.objects.count() == 1


def test_an_unconfirmed_address_waits_for_its_confirmation(client, provider):
    provider.says["email_verified"] = False

    sign_in(client)

    assert not is_in(client)
    assert mail.outbox[0].to == ["lucia@example.com"]
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize("verified", [True, False])
def test_the_address_of_a_member_opens_no_account_by_itself(client, provider, person, verified):
    lucia = person("lucia", email="lucia@example.com")
    provider.says |= {"sub": "666", "email_verified": verified}

    sign_in(client)

    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    assert User.objects.get() == lucia
    assert mail.outbox[0].to == ["lucia@example.com"]


def test_a_confirmed_address_opens_the_account_where_the_operator_trusts_the_provider(client, provider, configured, person, settings):
    lucia = person("lucia", email="lucia@example.com")
    configured()["settings"]["email_authentication"] = True

    sign_in(client)

    assert is_in(client)
    assert SocialAccount.objects.get().user == lucia
    lucia.refresh_from_db()
    assert lucia.check_password(PASSWORD)


def test_an_unconfirmed_address_opens_nothing_even_then(client, provider, configured, person):
    person("lucia", email="lucia@example.com")
    configured()["settings"]["email_authentication"] = True
    provider.says["email_verified"] = False

    sign_in(client)

    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_an_address_that_is_unconfirmed_here_opens_nothing_either(client, provider, configured, person):
    squatter = person("squatter", email="lucia@example.com", confirmed=False)
    configured()["settings"]["email_authentication"] = True

    sign_in(client)

    assert not SocialAccount.objects.filter(user=squatter).exists()
    squatter.refresh_from_db()
    assert squatter.check_password(PASSWORD)


def test_groups_give_roles_at_each_sign_in(provider):
    provider.says["groups"] = ["mods", "choir"]
    sign_in(Client())
    lucia = User.objects.get()
    assert roles(lucia) == {"moderator"}

    provider.says["groups"] = ["choir"]
    sign_in(Client())
    assert roles(lucia) == set()


def test_a_session_with_a_role_from_a_provider_ends_within_hours(client, provider, settings):
    provider.says["groups"] = ["mods"]

    sign_in(client)

    assert client.session.get_expiry_age() == settings.PROVIDER_ROLE_HOURS * 3600


def test_the_second_step_is_asked_for_after_the_provider_too(client, provider, settings):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    sign_in(Client())
    TOTP.activate(User.objects.get(), generate_totp_secret())

    assert sign_in(client)["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(client)


@pytest.mark.parametrize(
    "trouble",
    [requests.ConnectionError("down"), requests.Timeout("slow"), (503, b"busy"), (200, b"<html>"), (200, b"{}"), (200, b"[]")],
)
def test_a_provider_in_trouble_is_told(client, provider, trouble):
    provider.broken = trouble

    answer = client.post("/accounts/oidc/corp/login/", headers={"Accept-Language": "en"})

    assert answer.status_code == 503
    assert "Corp does not answer" in answer.content.decode()


def test_a_provider_that_goes_down_on_the_way_back_is_told_too(client, provider):
    state = re.search(r"state=([^&]+)", leave(client)).group(1)
    provider.broken = requests.ConnectionError("down")

    assert client.get("/accounts/oidc/corp/login/callback/", {"code": "c", "state": state}).status_code == 503


def test_every_call_to_a_provider_has_a_timeout(client, provider, settings):
    sign_in(client)

    assert provider.timeouts
    assert set(provider.timeouts) == {settings.SOCIALACCOUNT_REQUESTS_TIMEOUT}


def test_a_provider_that_is_not_there_is_no_page(client, configured):
    assert client.get("/accounts/oidc/nobody/login/").status_code == 404


@pytest.mark.parametrize(
    "said, claim, found",
    [
        ({"userinfo": {"groups": ["a", 7, "b"]}}, "groups", ["a", "b"]),
        ({"userinfo": {"sub": "1"}, "id_token": {"groups": ["a"]}}, "groups", ["a"]),
        ({"userinfo": {"groups": "a"}}, "groups", ["a"]),
        ({"userinfo": {"realm_access": {"roles": ["a"]}}}, "realm_access.roles", ["a"]),
        ({"userinfo": {"https://corp.example/groups": ["a"]}}, "https://corp.example/groups", ["a"]),
        ({"userinfo": {"groups": None}}, "groups", []),
        ({}, "groups", []),
    ],
)
def test_groups_are_found_where_providers_put_them(said, claim, found):
    assert groups_in(said, claim) == found


def test_the_mapping_of_groups_is_read_from_one_line():
    assert _roles_of_groups("support=agent, /corp/mods = moderator,ou=x=manager") == {
        "support": "agent",
        "/corp/mods": "moderator",
        "ou=x": "manager",
    }


@pytest.mark.parametrize("wrong", [{"group_roles": {"mods": "emperor"}}, {"issuer": ""}])
def test_a_wrong_provider_stops_the_start(wrong):
    with pytest.raises(ImproperlyConfigured):
        _openid({"issuer": ISSUER, "client_id": "plaza"} | wrong)


@pytest.mark.parametrize("end", ["login/", "login/callback/"])
@pytest.mark.parametrize("network", ["facebook", "github", "google", "microsoft"])
def test_a_network_that_is_not_configured_is_no_page(client, network, end):
    for answer in (client.get(f"/accounts/{network}/{end}"), client.post(f"/accounts/{network}/{end}")):
        assert answer.status_code in {404, 405}
