"""Signing in by a real OpenID Connect provider (Keycloak): a site of its own that knows it, and Chromium between the two."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.browser.conftest import chromium_path
from tests.conftest import site_environment
from tests.support import database
from tests.support.running_site import RunningSite, free_port

KEYCLOAK = "Corp"
PASSWORD = "a-password-of-lucia"


@pytest.fixture(scope="module")
def site(oidc: str, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[RunningSite]:
    chromium_path()
    data = tmp_path_factory.mktemp("sso")
    with django_db_blocker.unblock():
        database.copy_template(data / "plaza.sqlite3")
    providers = f'[{{"id": "down", "name": "Gone", "issuer": "http://127.0.0.1:{free_port()}", "client_id": "plaza"}}]'
    site = RunningSite(
        site_environment(data)
        | {
            "PLAZA_OIDC_ISSUER": oidc,
            "PLAZA_OIDC_CLIENT_ID": "plaza",
            "PLAZA_OIDC_CLIENT_SECRET": "plaza-secret",
            "PLAZA_OIDC_NAME": KEYCLOAK,
            "PLAZA_OIDC_GROUP_ROLES": "moderators=moderator,managers=manager",
            "PLAZA_OIDC_PROVIDERS": providers,
        }
    )
    site.shell(f"from accounts.actions.register_person import register_person as make; make('lucia', 'lucia@example.com', '{PASSWORD}')")
    site.start()
    yield site
    site.stop()


@pytest.fixture
def browser(site: RunningSite, chromium: Any) -> Iterator[Any]:
    """``browser(language="en")``: a page of a new browser on the site."""
    contexts = []

    def open_page(language: str = "en") -> Any:
        context = chromium.new_context(base_url=site.url, locale={"en": "en-US", "es": "es-MX", "pt": "pt-BR"}[language])
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page: Any, person: str, provider: str = KEYCLOAK) -> None:
    page.goto("/accounts/login/")
    page.locator("form[action^='/accounts/oidc/'] button", has_text=provider).click()
    page.locator("#username").fill(person)
    page.locator("#password").fill(f"{person}-secret")
    page.locator("#kc-login").click()
    page.wait_for_url(lambda url: "/realms/" not in url)


def is_in(page: Any) -> bool:
    return page.request.get("/settings/profile/", max_redirects=0).status == 200


def is_moderator(page: Any) -> bool:
    return page.request.get("/moderation/", max_redirects=0).status == 200


def set_group(oidc: str, person: str, group: str, *, member: bool) -> None:
    """As an administrator of the company does in Keycloak."""
    server, realm = oidc.split("/realms/")
    given = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin-secret"}
    token = (
        httpx.post(f"{server}/realms/master/protocol/openid-connect/token", data=given, timeout=20)
        .raise_for_status()
        .json()["access_token"]
    )
    with httpx.Client(base_url=f"{server}/admin/realms/{realm}", headers={"Authorization": f"Bearer {token}"}, timeout=20) as admin:
        user = admin.get("/users", params={"username": person, "exact": True}).raise_for_status().json()[0]["id"]
        found = admin.get("/groups", params={"search": group}).raise_for_status().json()[0]["id"]
        admin.request("PUT" if member else "DELETE", f"/users/{user}/groups/{found}").raise_for_status()


def test_a_first_sign_in_makes_a_member_without_a_role(browser):
    page = browser()

    sign_in(page, "ana")

    assert is_in(page)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.request.get("/people/ana-torres/").status == 200


def test_a_group_gives_its_role_and_its_end_withdraws_it_at_the_next_sign_in(browser, oidc):
    first = browser()
    sign_in(first, "rafael")
    assert is_moderator(first)

    set_group(oidc, "rafael", "moderators", member=False)
    try:
        second = browser()
        sign_in(second, "rafael")
        assert is_in(second)
        assert not is_moderator(second)
        assert not is_moderator(first)
    finally:
        set_group(oidc, "rafael", "moderators", member=True)

    third = browser()
    sign_in(third, "rafael")
    assert is_moderator(third)


def test_an_unconfirmed_address_never_takes_a_members_account_over(browser, site):
    page = browser()

    sign_in(page, "same-mail")

    assert not is_in(page)
    whose = "SELECT count(*) FROM socialaccount_socialaccount a, accounts_user u WHERE a.user_id = u.id AND username = 'lucia'"
    with sqlite3.connect(site.data / "plaza.sqlite3") as database:
        assert database.execute(whose).fetchall() == [(0,)]


def test_a_member_connects_the_provider_and_then_signs_in_by_it(browser):
    page = browser()
    page.goto("/accounts/login/")
    page.locator("#id_login").fill("lucia")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto("/accounts/3rdparty/")
    page.locator("form[action^='/accounts/oidc/oidc/'] button").click()
    page.locator("#username").fill("lucia")
    page.locator("#password").fill("lucia-secret")
    page.locator("#kc-login").click()
    page.wait_for_url("**/accounts/3rdparty/")

    later = browser()
    sign_in(later, "lucia")

    assert is_in(later)
    later.goto("/settings/profile/")
    assert later.locator("a[href='/people/lucia/']").count()


def test_an_address_that_nobody_confirmed_must_be_confirmed_here(browser):
    page = browser()

    sign_in(page, "joao")

    assert not is_in(page)
    assert page.locator("h1").inner_text() == "Look in your inbox"


def test_saying_no_at_the_provider_leads_back(browser, site, oidc):
    page = browser()
    page.goto("/accounts/login/")
    page.locator("form[action^='/accounts/oidc/oidc/'] button").click()
    page.locator("#username").wait_for()
    state = page.url.split("state=")[1].split("&")[0]

    page.goto(f"{site.url}/accounts/oidc/oidc/login/callback/?error=access_denied&state={state}")

    assert page.locator("h1").inner_text() == "You cancelled signing in"


@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_a_provider_that_is_down_is_told(browser, language):
    page = browser(language)
    page.goto("/accounts/login/")

    with page.expect_navigation() as gone:
        page.locator("form[action^='/accounts/oidc/down/'] button").click()

    assert gone.value.status == 503
    assert page.locator("html").get_attribute("lang")[:2] == language
    assert page.locator("main a[href='/accounts/login/']").count()
