"""The questions room in a real browser: what changes in place, and what must not get lost."""

import re

import pytest

TITLE = "My Brisa 9 stops in the middle of the rinse"


@pytest.fixture
def question(window):
    """A question that the agent asked just now, as an address: staff texts aren't held."""
    page = window("agent", language="en")
    page.goto("/questions/ask/")
    page.locator("#id_title").fill(TITLE)
    page.locator(".ask-more summary").click()
    page.locator("#id_body").fill("It hums and **stops**.")
    page.get_by_role("button", name=re.compile("Publish|Publicar")).click()
    page.wait_for_url(re.compile(r"/questions/\d+/"))
    return page.url


def test_the_ask_page_answers_while_one_types_and_proposes_topics(window):
    page = window("member")
    page.goto("/questions/ask/")

    page.locator("#id_title").press_sequentially("lavadora no centrifuga", delay=20)
    page.locator("#suggestions details").first.wait_for()
    page.locator(".ask-more summary").click()
    page.locator("#id_body").fill("Se queda **parada**")
    page.locator("#topics [name=add_tag]").first.wait_for()
    proposed = page.locator("#topics [name=add_tag]").first
    name = proposed.get_attribute("value")
    proposed.click()
    page.wait_for_function("name => document.querySelector('#id_tags').value.includes(name)", arg=name)
    page.locator("[name=preview]").last.click()

    page.locator("#preview strong", has_text="parada").wait_for()
    assert page.url.endswith("/questions/ask/")
    assert page.locator("#id_title").input_value() == "lavadora no centrifuga"


def test_votes_follow_and_comments_change_in_place(window, question):
    page = window("expert")
    page.goto(question)
    page.evaluate("window.stayed = true")

    page.locator("#question .vote button").first.click()
    page.locator("#question .vote button[aria-pressed=true]").wait_for()
    assert page.locator("#question .vote output").inner_text() == "1"
    page.locator("#question .vote button").first.click()
    page.locator("#question .vote button[aria-pressed=true]").wait_for(state="detached")

    page.locator("#question .answer-actions [name=following]").click()
    page.locator("#question [name=following][aria-pressed=true]").wait_for()

    page.locator("#comments-question summary").click()
    page.locator("#comment-question").fill("Which program is it?")
    page.locator("#comments-question form button").click()
    page.locator("#comments-question li", has_text="Which program is it?").wait_for()
    assert page.evaluate("window.stayed")


def test_accepting_moves_the_answer_up_in_place(window, question):
    helper, asker = window("expert"), window("agent")
    for text in ("Look at the hose.", "Clean the filter of the pump."):
        helper.goto(question)
        helper.locator("#id_body").fill(text)
        helper.locator("#answer .button-primary").click()
        helper.locator(".answer", has_text=text).wait_for()
    asker.goto(question)
    asker.evaluate("window.stayed = true")

    second = asker.locator(".answer", has_text="Clean the filter of the pump.")
    second.locator("form[action$='/accept/'] button").click()
    asker.locator("#thread > .answer-accepted", has_text="Clean the filter").wait_for()

    assert asker.evaluate("window.stayed")
    asker.locator("#thread > .answer-accepted form[action$='/withdraw/'] button").click()
    asker.locator(".answer-accepted").wait_for(state="detached")


def test_a_long_comment_is_not_lost(window, question):
    page = window("expert")
    page.goto(question)
    page.locator("#comments-question summary").click()
    field = page.locator("#comment-question")
    field.evaluate("field => field.removeAttribute('maxlength')")
    field.fill("c" * 601)
    page.locator("#comments-question form button").click()

    page.get_by_role("alert").wait_for()
    assert "c" * 601 in page.content()


def test_everything_works_without_scripts(window, question):
    page = window("expert", javascript=False)
    page.goto(question)
    page.locator("#question .vote button").first.click()
    assert page.locator("#question .vote button").first.get_attribute("aria-pressed") == "true"

    page.locator("#comments-question summary").click()
    page.locator("#comment-question").fill("Without scripts")
    page.locator("#comments-question form button").click()
    assert page.locator("#comments-question li", has_text="Without scripts").count() == 1

    page.locator("#id_body").fill("An answer without scripts")
    page.locator("#answer .button-primary").click()
    assert page.locator(".answer", has_text="An answer without scripts").count() == 1


def test_the_pages_of_the_room_are_accessible(window, axe, question):
    page = window("agent")
    page.goto(question)
    number = re.search(r"/questions/(\d+)/", question)[1]
    page.goto(f"/questions/{number}/-/edit/")
    page.locator("#id_body").fill("It hums and stops at once.")
    page.locator("main form .button-primary").click()

    for address in (
        question,
        f"/questions/{number}/-/versions/",
        f"/questions/{number}/-/edit/",
        f"/questions/{number}/-/close/",
        "/questions/tags/",
    ):
        page.goto(address)
        axe(page)


def test_whoever_accepts_for_the_asker_says_why_in_place(window, question):
    helper = window("expert")
    helper.goto(question)
    helper.locator("#id_body").fill("Clean the filter of the pump.")
    helper.locator("#answer .button-primary").click()
    helper.locator(".answer", has_text="Clean the filter").wait_for()

    page = window("admin", language="en")
    page.goto(question)
    page.evaluate("window.stayed = true")
    page.locator("a[href$='/accept/']").click()
    reason = page.locator("form[action$='/accept/'] input[name=reason]")
    reason.wait_for()
    assert reason.evaluate("input => input === document.activeElement")
    reason.press("Enter")
    page.locator("form[action$='/accept/'] .field-error").wait_for()
    page.locator("form[action$='/accept/'] input[name=reason]").fill("It is in the manual")
    page.locator("form[action$='/accept/'] button").click()
    page.locator("#thread > .answer-accepted", has_text="It is in the manual").wait_for()

    assert page.evaluate("window.stayed")


def test_an_author_takes_back_and_undoes_in_place(window, question):
    page = window("expert", language="en")
    page.goto(question)
    page.locator("#id_body").fill("Look at the hose.")
    page.locator("#answer .button-primary").click()
    page.locator(".answer", has_text="Look at the hose.").wait_for()
    page.locator("#comments-question summary").click()
    page.locator("#comment-question").fill("Which program is it?")
    page.locator("#comments-question form button").click()
    page.evaluate("window.stayed = true")

    page.locator("#comments-question form[action*='/retract/'] button").click()
    page.locator("#comments-question form[action*='/unretract/'] button").click()
    page.locator("#comments-question form[action*='/retract/']").wait_for()
    page.locator("#thread form[action*='/retract/'] button").click()
    page.locator("#thread form[action*='/unretract/']").wait_for()
    page.locator("#thread form[action*='/unretract/'] button").click()
    page.locator("#thread form[action*='/retract/']").wait_for()

    assert page.evaluate("window.stayed")
