"""Chromium on a real site: one site with the demo community for the session, a fresh browser window for each test.

Every window notes what a person would never be told: errors of scripts, refused content (CSP), answers of 500. A test that leaves any
of them fails.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts import consent
from tests.conftest import site_environment
from tests.support.running_site import PASSWORD, RunningSite

# Playwright's loop lives in this thread; nothing here asks the database while it runs.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--mute-audio"]
# A headless browser says that it is one, and what programs read is not counted.
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
# A page that answers 4xx on purpose makes Chromium write this line; the answer itself is checked by its status.
# The others are what it and htmx write while a test has cut the connection.
HARMLESS = (
    "Failed to load resource: the server responded with a status of 4",
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
    "htmx:sendError",
    "htmx:afterRequest",
)
# The font is `optional`: on a busy machine a page goes without it, and Chromium remarks that it was loaded in vain.
IN_VAIN = "was preloaded using link preload but not used"
# A page that is left before its socket is open.
LEFT_EARLY = "WebSocket is closed before the connection is established"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")


def chromium_path() -> str:
    """The headless shell where there is one: the whole browser takes a third longer for the same pages."""
    named = os.environ.get("PLAZA_TEST_CHROMIUM")
    path = named or shutil.which("chromium-headless-shell") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("no Chromium: install it (apt-get install chromium-headless-shell) or name one in PLAZA_TEST_CHROMIUM")
    return path


@pytest.fixture(scope="session")
def running_site(tmp_path_factory: pytest.TempPathFactory, demo_site: Path) -> Iterator[RunningSite]:
    """The real server over the demo community. It belongs to the whole session: a test adds to it and counts on nothing but the demo."""
    chromium_path()
    data = tmp_path_factory.mktemp("site")
    shutil.copytree(demo_site, data, dirs_exist_ok=True)
    site = RunningSite(site_environment(data))
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(running_site: RunningSite, chromium: Any) -> Iterator[Callable[..., Any]]:
    """``window(person="member", theme="dark", width=320, language="es", javascript=False)``: a page in a browser of its own."""
    contexts, noted = [], []

    def open_window(
        person: str = "", *, theme: str = "light", width: int = 1280, height: int = 900, language: str = "es", javascript: bool = True
    ) -> Any:
        context = chromium.new_context(
            base_url=running_site.url,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            locale={"es": "es-MX", "pt": "pt-BR", "en": "en-US"}[language],
            java_script_enabled=javascript,
            reduced_motion="reduce",
            user_agent=LAPTOP,
        )
        context.set_default_timeout(10_000)
        cookies = {"django_language": language, consent.COOKIE: f"{consent.REFUSED}.{consent.VERSION}"}
        if person:
            cookies["sessionid"] = running_site.session(person)
        context.add_cookies([{"name": name, "value": value, "url": running_site.url} for name, value in cookies.items()])
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: noted.append(_console(message)))
        page.on("pageerror", lambda error: noted.append(f"script error: {error}"))
        page.on("response", lambda answer: noted.append(f"{answer.status} at {answer.url}" if answer.status >= 500 else ""))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not [note for note in noted if note], f"noted in the browser: {[note for note in noted if note]}"


def sign_in(page: Any, person: str) -> None:
    """By typing, which `window` spares: it costs a third of a second of computing, and thirty a minute are let in from one address."""
    page.goto("/accounts/login/")
    page.locator("#id_login").fill(person)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def _console(message: Any) -> str:
    if (
        message.type not in ("error", "warning")
        or message.text.startswith(HARMLESS)
        or IN_VAIN in message.text
        or LEFT_EARLY in message.text
    ):
        return ""
    return f"{message.type}: {message.text[:300]}"


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """``axe(page)``: fails with what axe-core finds against WCAG 2.2 AA, in both themes (``within`` names the part to look at)."""
    from axe_playwright_python.base import AXE_SCRIPT

    levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    # What passed is only counted: describing it for each element costs more than finding what did not.
    everything = {"runOnly": {"type": "tag", "values": levels}, "resultTypes": ["violations"]}
    colours = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
    run = "([within, options]) => axe.run(within ?? document, options).then((found) => found.violations)"

    def check(page: Any, within: str | None = None) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        found = page.evaluate(run, [within, everything])
        page.emulate_media(color_scheme="dark")
        found += page.evaluate(run, [within, colours])
        page.emulate_media(color_scheme="light")
        told = [f"{entry['id']}: {node['target']} {node['failureSummary'][:300]}" for entry in found for node in entry["nodes"][:3]]
        assert not told, f"{page.url}\n" + "\n".join(told)

    return check


@pytest.fixture(scope="session")
def fits() -> Callable[..., None]:
    """``fits(page)``: fails when the page scrolls sideways on a screen of 320 pixels."""

    def check(page: Any) -> None:
        before = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
        page.set_viewport_size(before)

    return check
