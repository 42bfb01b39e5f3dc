"""Each kind of page, walked with Tab from its first to its last stop: nothing holds the focus, hides it, or lets it jump about."""

from itertools import pairwise

import pytest

PAGES = {
    "": ["/", "/questions/1/", "/es/kb/", "/contests/truco-que-ahorra/", "/people/expert/", "/accounts/signup/", "/questions/answers/106/"],
    "member": ["/questions/1/", "/forums/topics/14/", "/settings/notifications/", "/support/"],
    "moderator": ["/moderation/"],
    "manager": ["/insights/"],
}
MOST = 250  # stops of a page

STOP = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const box = element.getBoundingClientRect(), middle = [box.x + box.width / 2, box.y + Math.min(box.height / 2, innerHeight / 2)];
    const over = document.elementFromPoint(...middle);
    const ringed = (one) => getComputedStyle(one).outlineStyle !== "none" || getComputedStyle(one).boxShadow !== "none";
    const around = [element, element.parentElement, element.parentElement?.parentElement].filter(Boolean);
    element.dataset.stop ??= document.querySelectorAll("[data-stop]").length;
    return {
        number: Number(element.dataset.stop),
        name: `${element.tagName} ${(element.innerText || element.ariaLabel || element.id || "").trim().slice(0, 40)}`,
        ring: around.some(ringed),
        seen: over === element || element.contains(over) || over?.contains(element) || Boolean(over?.closest("label")?.contains(element)),
        skips: element.getAttribute("href") === "#content",
        inMain: Boolean(element.closest("main")), top: box.top + scrollY, left: box.left,
    };
}"""


@pytest.mark.parametrize("person", PAGES)
def test_every_stop_is_seen_and_none_holds_the_focus(window, person):
    page = window(person)
    for address in PAGES[person]:
        page.goto(address)

        stops = walk(page)

        assert stops[0]["skips"], f"{address}: the first stop does not lead to the content"
        assert not [stop["name"] for stop in stops if not stop["ring"]], address
        assert not [stop["name"] for stop in stops if not stop["seen"]], address
        jumps = [(one["name"], two["name"]) for one, two in pairwise(stops) if goes_up(one, two)]
        assert not jumps, address


def walk(page):
    """All stops of a page, each once, until the focus leaves it."""
    stops = []
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    for _press in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["number"] < len(stops) - 1:  # out of the page, or round to its first
            return stops
        if stop["number"] == len(stops):  # a date has three stops in one
            stops.append(stop)
    raise AssertionError(f"{page.url}: the focus never leaves the page")


def goes_up(one, two):
    """Back up in the same column of the content."""
    return one["inMain"] and two["inMain"] and one["top"] - two["top"] > 60 and abs(one["left"] - two["left"]) < 60
