"""What people do before the scripts have come, on a slow line: nothing of it is lost without a word."""

from contextlib import contextmanager

import pytest


@pytest.fixture
def slow(window):
    """``with slow("member", "/questions/ask/") as page:`` the scripts are under way until the block ends."""

    @contextmanager
    def opened(person, address, **kwargs):
        page = window(person, language="en", **kwargs)
        page.route("**/*.js*", lambda route: None)
        page.goto(address, wait_until="commit")
        page.locator("footer").first.wait_for()
        yield page
        page.unroute("**/*.js*")  # what waited goes on

    return opened


def test_a_title_typed_before_the_scripts_came_finds_answers_all_the_same(slow):
    with slow("member", "/questions/ask/") as page:
        page.locator("#id_title").fill("The washer leaves water in the drum")

    page.locator("#suggestions [data-suggestion]").first.wait_for()


def test_letters_typed_into_the_search_box_before_are_looked_for(slow):
    with slow(None, "/questions/") as page:
        box = page.locator("input[data-search-box]:visible").first
        box.click()
        page.keyboard.type("washer")

    page.locator("[role=listbox] [role=option]").first.wait_for()


def test_the_toolbar_waits_for_its_script(slow):
    with slow("expert", "/questions/ask/") as page:
        page.locator(".ask-more summary").click()
        bold = page.locator("[data-md=bold]")
        assert bold.is_disabled()

    bold.click()  # as soon as it can be pressed
    assert page.locator("#id_body").input_value() == "****"


def test_the_toolbar_offers_nothing_where_there_are_no_scripts(window):
    page = window("expert", language="en", javascript=False)
    page.goto("/questions/ask/")
    page.locator(".ask-more summary").click()

    assert page.locator("[data-md]:enabled").count() == 0


def test_what_was_typed_before_is_kept_as_a_draft(slow):
    with slow("expert", "/questions/ask/") as page:
        page.locator(".ask-more summary").click()
        page.locator("#id_body").fill("It hums all night.")

    page.wait_for_function("() => Object.values(localStorage).some((kept) => kept.includes('hums all night'))")


def test_a_passkeys_button_waits_for_its_scripts(slow):
    with slow(None, "/accounts/login/") as page:
        assert page.locator("#passkey_login").is_disabled()

    page.locator("#passkey_login:enabled").wait_for()
