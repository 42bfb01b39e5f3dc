"""The search box as people use it: by keyboard, with a screen reader's facts, on a phone, in three languages."""

import re

import pytest

WORDS = {
    "es": ("lavadora", "resultado", "lavdora"),
    "pt": ("lavadora", "resultado", "lavdora"),
    "en": ("lavadora", "result", "lavdora"),
}


LONG = "ñandú" * 16
PLACES = "[...document.querySelectorAll('.facet, .toast, .saved-search, .layout-list > *')]"


@pytest.mark.parametrize("width", [320, 1280])
def test_a_word_that_never_ends_stays_in_its_place(window, width):
    member = window("member", width=width)

    def wide():
        return member.evaluate(f"{PLACES}.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className)")

    member.goto(f"/search/?q=lavadora+{LONG}&tag={LONG}")
    member.evaluate("document.querySelector('.facet-fold').open = true")
    assert wide() == []
    member.locator(".keep-search summary").click()
    member.locator("#keep-name").fill(LONG)
    member.locator(".keep-search form button").click()
    member.wait_for_url("**/search/saved/")
    member.locator(".toast").wait_for()
    assert wide() == []
    member.locator(f"[aria-label*={LONG}][value=delete]").click()
    member.wait_for_function("!document.querySelector('.saved-search')")


@pytest.mark.parametrize("language", WORDS)
def test_from_the_slash_to_narrowed_results_without_a_mouse(window, axe, language):
    word, result, mistyped = WORDS[language]
    page = window(language=language)
    page.goto("/questions/")
    page.keyboard.press("/")
    box = page.locator("#bar-q")
    assert box.evaluate("(box) => document.activeElement === box")

    page.keyboard.type(word)
    options = page.locator(".search-pop [role=option]")
    options.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert page.locator(f"#{box.get_attribute('aria-activedescendant')}").get_attribute("aria-selected") == "true"
    axe(page)
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search/\?q=lavadora"))
    assert result in page.locator("#search-said").inner_text()
    assert page.locator("details.why summary").count()

    page.evaluate("document.querySelector('.facet-fold').open = true")
    page.locator(".facets input[type=checkbox]").first.press("Space")
    page.locator(".facets button").press("Enter")
    page.wait_for_url(re.compile("&(kind|tag|lang)="))
    page.wait_for_function("document.activeElement.matches('h2[data-focus]')")
    assert result in page.locator("#search-said").inner_text()
    page.go_back()
    page.wait_for_url(re.compile(r"^(?!.*&(kind|tag|lang)=)"))

    page.goto(f"/search/?q={mistyped}")
    assert word in page.locator("main").inner_text().lower()
    axe(page)


@pytest.mark.parametrize("language, nothing", [("es", "nada parecido"), ("pt", "nada parecido"), ("en", "Nothing similar")])
def test_one_word_that_finds_nothing_is_said_to_all_and_can_be_asked_with(window, axe, language, nothing):
    page = window(language=language)
    in_the_bar = ("/questions/", "#bar-q", ".search-pop-none", ".search-pop [role=option]")
    at_home = ("/", "#q", "#suggestions li", ".suggestions-foot a")
    for start, box, said, ask in (in_the_bar, at_home):
        page.goto(start)
        page.locator(box).press_sequentially("qwertyx")
        page.locator(said, has_text=nothing).wait_for()
        assert page.locator(ask).count() == 1
        axe(page)
    page.locator(ask).click()
    page.wait_for_url("**/questions/ask/?title=qwertyx")


def test_last_searches_stay_in_the_browser_and_can_be_forgotten(window, axe):
    page = window(language="en")
    for text in ("lavadora", "horno"):
        page.goto(f"/search/?q={text}")
        page.locator("#q").wait_for()
    page.goto("/questions/")
    page.keyboard.press("/")
    options = page.locator(".search-pop [role=option]")
    options.nth(1).wait_for()
    assert [text.rstrip("×").strip() for text in options.all_inner_texts()] == ["horno", "lavadora"]
    axe(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Delete")
    page.wait_for_function("document.querySelectorAll('.search-pop [role=option]').length === 1")

    page.goto("/search/")
    rows = page.locator("[data-recent-place] li")
    rows.first.wait_for()
    assert rows.count() == 1
    axe(page)
    page.locator("button[data-forget-all]").click()
    rows.first.wait_for(state="detached")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('plaza.searches')).length") == 0


def test_a_member_saves_a_search_and_ends_it(window, axe):
    page = window("member", language="en")
    page.goto("/search/?q=lavadora&kind=qa.question")
    page.locator(".keep-search summary").press("Enter")
    page.locator("#keep-name").fill("Mine")
    axe(page)
    page.locator(".keep-search form button").click()
    page.wait_for_url("**/search/saved/")
    assert page.get_by_role("link", name="Mine").get_attribute("href").startswith("/search/?q=lavadora&kind=qa.question")
    axe(page)
    page.locator("button[name=do][value=delete]").click()
    page.get_by_role("link", name="Mine").wait_for(state="detached")


@pytest.mark.parametrize("path", ["/search/?q=lavadora", "/search/", "/search/saved/"])
def test_narrow_pages_do_not_scroll_sideways(window, path):
    page = window("member", width=320, height=640)
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_all_of_it_works_without_scripts(window):
    page = window(javascript=False)
    page.goto("/search/?q=lavadora")
    page.locator(".tabs a").nth(1).click()
    assert "sort=new" in page.url
    page.goto("/questions/1/")
    page.locator("a[href^='/search/similar/']").first.click()
    assert page.locator("main .row-compact").count()
