"""Second steps in a real browser: Chromium's virtual authenticator stands for a fingerprint, a clock for the app on a phone."""

import time

from allauth.mfa.totp.internal.auth import hotp_value

from tests.browser.conftest import sign_in
from tests.support.running_site import PASSWORD

PAGES = ["/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/settings/sessions/", "/accounts/3rdparty/"]


def code_of(secret: str) -> str:
    return f"{hotp_value(secret, int(time.time()) // 30):06}"


def at_localhost(running_site):
    """Passkeys belong to a domain name; a bare address is none."""
    return running_site.url.replace("127.0.0.1", "localhost")


def add_authenticator(page):
    """A platform authenticator (fingerprint) that says yes at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def prove(page):
    """The password once more, where it is asked for."""
    if "/reauthenticate/" in page.url:
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url(lambda url: "/reauthenticate/" not in url)


def test_a_passkey_is_added_signs_in_alone_and_is_removed(window, running_site):
    page = window(language="en")
    home = at_localhost(running_site)
    add_authenticator(page)
    page.goto(f"{home}/accounts/login/")
    page.locator("#id_login").fill("expert")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    page.goto(f"{home}/accounts/2fa/webauthn/add/")
    prove(page)
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")
    assert page.locator(".recovery-codes li").count() == 10

    page.context.clear_cookies(name="sessionid")
    page.goto(f"{home}/accounts/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    page.goto(f"{home}/settings/sessions/")
    assert page.locator("main .factor").count()

    page.goto(f"{home}/accounts/2fa/webauthn/")
    page.locator("main .factor a[href$='/remove/']").click()
    if "/reauthenticate/" in page.url:
        prove(page)
    page.locator("main form .button-danger").click()
    page.wait_for_url("**/accounts/2fa/webauthn/")
    assert not page.locator("main .factor").count()


def test_a_key_that_does_not_answer_is_told_on_the_page(window, running_site):
    page = window(language="en")
    home = at_localhost(running_site)
    add_authenticator(page)
    page.goto(f"{home}/accounts/login/")

    page.locator("#passkey_login").click()

    page.locator("[data-key-trouble]").wait_for(state="visible")


def test_an_app_is_set_up_and_its_code_asked_for_at_the_next_sign_in(window):
    page = window("agent", language="en")
    page.goto("/accounts/2fa/totp/activate/")
    prove(page)
    page.locator("main details summary").click()
    secret = page.locator(".secret").inner_text()
    page.locator("#id_code").fill(code_of(secret))
    page.locator("main form .button-primary").click()
    page.wait_for_url("**/recovery-codes/**")

    again = window(language="en")
    sign_in(again, "agent")
    assert again.url.endswith("/accounts/2fa/authenticate/")
    again.locator("#id_code").fill(code_of(secret))
    again.locator("main form .button-primary").click()
    again.wait_for_url(lambda url: "/2fa/" not in url)

    again.goto("/accounts/2fa/totp/deactivate/")
    if "/reauthenticate/" in again.url:
        again.locator("main input.input").first.fill(PASSWORD if again.locator("#id_password").count() else code_of(secret))
        again.locator("main form .button-primary").first.click()
        again.wait_for_url("**/deactivate/")
    again.locator("main form .button-danger").click()
    again.wait_for_url("**/accounts/2fa/")


def test_the_pages_around_an_account_are_accessible(window, axe):
    guest = window(width=320)
    guest.goto("/accounts/login/code/")
    axe(guest)
    page = window("member", width=320)
    for path in PAGES:
        page.goto(path)
        prove(page)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
