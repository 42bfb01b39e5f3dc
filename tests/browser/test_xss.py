"""Hostile texts on real pages in a real browser: what survives as text runs nothing."""

import re
from typing import Any
from urllib.parse import quote

import pytest

from core.text import excerpt, highlight, render_html, render_markdown, trusted
from tests.support.payloads import hostile

CALLS = ("alert", "confirm", "prompt", "print")
TRAP = (
    "window.__ran = [];"
    + "".join(f"window.{name} = function () {{ window.__ran.push('{name}'); }};" for name in CALLS)
    + "document.addEventListener('securitypolicyviolation', (event) => window.__ran.push(event.violatedDirective));"
)
ACTIVE_TAGS = "script|iframe|object|embed|form|input|button|svg|math|style|link|meta|base"
TOUCH = """(activeTags) => {
  const found = [];
  const tags = new RegExp(`^(${activeTags})$`, 'i');
  for (const element of document.querySelectorAll('main *')) {
    if (tags.test(element.localName)) found.push(element.localName);
    const address = element.getAttribute('href') ?? element.getAttribute('src');
    if (address !== null && URL.canParse(address, location) && !/^(https?|mailto):$/.test(new URL(address, location).protocol))
      found.push('scheme');
    for (const attribute of element.attributes) if (attribute.name.startsWith('on')) found.push(attribute.name);
    for (const kind of ['mouseover', 'mouseenter', 'focus', 'pointerdown', 'toggle', 'animationstart', 'load', 'error'])
      element.dispatchEvent(new Event(kind, {bubbles: false}));
  }
  return {ran: window.__ran, active: found};
}"""


@pytest.fixture
def trap(window: Any) -> Any:
    """A page without any policy of its own, where everything that could run would; it notes what ran."""
    page = window(language="en")
    page.context.add_init_script(TRAP)
    page.ran = []
    page.on("dialog", lambda dialog: (page.ran.append(dialog.message), dialog.dismiss()))
    page.context.on("page", lambda opened: page.ran.append("a new window"))
    page.context.route("**/*", lambda route: route.fulfill(status=200, content_type="text/html", body="<!doctype html>"))
    page.goto("/trap/")
    return page


def rendered(payload: str) -> str:
    passage = highlight(payload, [(0, 5), (9, 30)])
    shown = (render_markdown(payload, trust=4).html, render_html(payload).html, trusted(payload), passage, highlight(excerpt(payload), []))
    return "\n".join(f"<section>{html}</section>" for html in shown)


def show(page: Any, payloads: list[str]) -> dict[str, Any]:
    body = "".join(map(rendered, payloads)).encode("utf-8", "replace").decode()
    page.set_content(f"<!doctype html><meta charset=utf-8><main>{body}</main>", wait_until="domcontentloaded")
    seen = page.evaluate(TOUCH, ACTIVE_TAGS)
    assert page.url.endswith("/trap/"), "a text took the page elsewhere"
    return seen


def test_the_trap_catches_what_runs(trap: Any) -> None:
    trap.set_content("<main><img src=x onerror=alert(1)><a href='javascript:alert(2)'>x</a><svg onload=alert(3)></main>")

    seen = trap.evaluate(TOUCH, ACTIVE_TAGS)

    assert "alert" in seen["ran"]
    assert {"onerror", "scheme", "svg"} <= set(seen["active"])


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_runs_in_a_browser(trap: Any, test_data: Any) -> None:
    payloads = hostile(test_data)
    broken = []
    for start in range(0, len(payloads), 250):
        some = payloads[start : start + 250]
        seen = show(trap, some)
        if seen["ran"] or seen["active"] or trap.ran:
            broken.append((start, seen, list(trap.ran)))
            trap.ran.clear()

    assert not broken


HOSTILE_QUESTION = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[x](javascript:alert(1)) ![y](javascript:alert(2))",
    "{{ 7*7 }} {% include 'x' %} ${alert(1)}",
    "</textarea><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "' onfocus=alert(1) autofocus x='",
    "\u202etxt.exe",
]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_hostile_texts_asked_on_the_site_run_nothing(window: Any) -> None:
    """Through the site's own forms, and on every page that then shows them; the window's own checks fail on anything the CSP stopped."""
    page = window("agent", language="en")
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    for number, text in enumerate(HOSTILE_QUESTION):
        page.goto("/questions/ask/")
        page.locator("#id_title").fill(f"Hostile {number}: {text}")
        page.locator(".ask-more summary").click()
        page.locator("#id_body").fill(f"{text}\n\n{text} and so on, at some length.")
        page.get_by_role("button", name=re.compile("Publish|Publicar")).click()
        page.wait_for_url(re.compile(r"/questions/\d+/"))
        assert _markup(page) == [], text
    for path in (
        "/questions/",
        "/questions/?sort=active",
        "/people/agent/",
        "/search/?q=hostile",
        f"/search/?q={quote(HOSTILE_QUESTION[1])}",
    ):
        page.goto(path)
        page.wait_for_load_state()
        assert _markup(page) == [], path

    assert ran == []


def _markup(page: Any) -> list[str]:
    """Handlers and foreign elements on a page of ours, which has neither."""
    return page.evaluate(TOUCH, "script|iframe|object|embed|base|math|style")["active"]
