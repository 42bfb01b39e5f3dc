"""The editor in a real browser: files by button, drop and paste, what a picture shows, progress, mentions and topics, by keyboard."""

import re

import pytest

from tests.support.pictures import picture

PASTE = """([bytes, how]) => {
  const area = document.querySelector("#id_body");
  const file = new File([new Uint8Array(bytes)], "pump.png", { type: "image/png" });
  const data = new DataTransfer();
  data.items.add(file);
  if (how === "paste") return area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  for (const kind of ["dragenter", "dragover", "drop"])
    area.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""

INSERTED = "() => document.querySelector('#id_body').value.includes('](/uploads/')"


@pytest.fixture
def ask_page(window):
    def open_page(person="expert", **kwargs):
        page = window(person, language="en", **kwargs)
        page.goto("/questions/ask/")
        page.locator(".ask-more summary").click()
        return page

    return open_page


def shown(page):
    return page.locator("#id_body").input_value()


def picked(page, data=None, name="pump.png", kind="image/png"):
    page.locator("[data-file-input]").set_input_files({"name": name, "mimeType": kind, "buffer": picture() if data is None else data})


def test_a_picked_picture_is_described_sent_and_published(ask_page):
    page = ask_page()
    page.locator("#id_title").fill("The pump of my dishwasher hums all night")
    page.locator("#id_body").fill("Look:")

    picked(page)
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    page.keyboard.type("The [red] pump")
    page.keyboard.press("Enter")

    page.wait_for_function(INSERTED)
    assert re.fullmatch(r"Look:\n\n!\[The \\\[red\\\] pump\]\(/uploads/[0-9a-f]{24}-40x30\.\w+\)\n", shown(page))
    assert "pump.png" in page.locator("[data-files-status]").inner_text()
    page.locator(".ask-more > div > .cluster .button-primary").click()
    page.wait_for_url(re.compile(r"/questions/\d+/"))
    image = page.locator(".prose img").first
    assert image.get_attribute("alt") == "The [red] pump"
    image.evaluate("image => image.decode()")
    assert image.evaluate("image => image.naturalWidth") == 40


def test_a_file_picked_before_the_scripts_came_is_not_lost(ask_page):
    page = ask_page()
    page.route("**/js/editor.js*", lambda route: None)
    page.goto("/questions/ask/", wait_until="commit")
    page.locator("[data-file-input]").wait_for(state="attached")

    picked(page)
    page.unroute("**/js/editor.js*")

    page.locator("dialog[open] [data-close=insert]").click()
    page.wait_for_function(INSERTED)
    assert page.locator("[data-file-input]").input_value() == ""


def test_what_sends_files_does_not_arrive(ask_page):
    page = ask_page()
    page.route("**/js/editor-files.js*", lambda route: route.abort("internetdisconnected"))

    picked(page)

    page.locator("[data-files-status]", has_text="pump.png").wait_for()
    assert shown(page) == ""


@pytest.mark.parametrize("how", ["paste", "drop"])
def test_a_picture_can_be_pasted_and_dropped(ask_page, how):
    page = ask_page()

    page.evaluate(PASTE, [list(picture()), how])
    page.locator("dialog[open]").wait_for()
    page.locator("dialog[open] [data-close=insert]").click()

    page.wait_for_function(INSERTED)
    assert page.locator(".editor.is-dropping").count() == 0


def test_progress_is_shown_and_sending_can_be_stopped(ask_page):
    page = ask_page()
    page.route("**/uploads/", lambda route: None)

    picked(page, b"a long letter " * 1000, "letter.txt", "text/plain")
    bar = page.locator(".editor-file progress")
    bar.wait_for()
    assert "letter.txt" in bar.get_attribute("aria-label")
    page.locator(".editor-file button").click()

    assert page.locator(".editor-file").count() == 0
    assert shown(page) == ""


def test_what_is_refused_stays_beside_until_it_is_removed(ask_page):
    page = ask_page()

    picked(page, b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.svg", "application/octet-stream")
    row = page.locator(".editor-file.is-error")
    row.wait_for()

    assert ".pdf" in page.locator("[data-file-input]").get_attribute("accept") and "pdf" in row.locator("[data-message]").inner_text()
    assert shown(page) == ""
    row.locator("button").click()
    assert page.locator(".editor-file").count() == 0


def test_escape_sends_nothing(ask_page):
    page = ask_page()

    picked(page)
    page.locator("dialog[open]").wait_for()
    page.keyboard.press("Escape")

    page.locator(".editor-file").wait_for(state="detached")
    assert shown(page) == ""


def test_a_person_is_mentioned_by_keyboard(ask_page):
    page = ask_page()
    area = page.locator("#id_body")

    area.press_sequentially("Thanks @mod", delay=30)
    page.locator(".completions [role=option]").first.wait_for()
    assert area.get_attribute("aria-controls") == page.locator("#id_body + .completions").get_attribute("id")
    area.press("ArrowDown")
    assert area.get_attribute("aria-activedescendant") == page.locator(".completions [aria-selected=true]").get_attribute("id")
    area.press("Enter")

    assert shown(page) == "Thanks @moderator "
    assert page.locator(".completions:visible").count() == 0


def test_escape_and_other_keys_leave_the_text_alone(ask_page):
    page = ask_page()
    area = page.locator("#id_body")
    area.press_sequentially("Thanks @mod", delay=30)
    page.locator(".completions [role=option]").first.wait_for()

    area.press("Escape")
    area.press("Enter")

    assert shown(page) == "Thanks @mod\n"


def test_topics_are_completed(ask_page):
    page = ask_page()
    field = page.locator("#id_tags")
    known = page.request.get("/questions/tags/complete/?q=a").json()["results"]
    assert known, "the demo has topics with an a"

    field.press_sequentially(known[0]["value"][:3], delay=30)
    page.locator(".completions [role=option]").first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    chosen = page.locator(".completions [aria-selected=true] span").first.inner_text()
    field.press("Enter")

    assert field.input_value() == f"{chosen}, "


def test_without_javascript_there_is_a_page_for_files(window):
    page = window("expert", language="en", javascript=False)
    page.goto("/uploads/new/")

    page.locator("input[type=file]").set_input_files({"name": "pump.png", "mimeType": "image/png", "buffer": picture()})
    page.locator("#id_alt").fill("The pump")
    page.locator("main form .button-primary").click()

    assert page.locator("#markdown").input_value().startswith("![The pump](/uploads/")


@pytest.mark.parametrize("width", [320, 1280])
def test_it_is_accessible_while_it_asks_and_completes(ask_page, axe, width):
    page = ask_page(width=width)
    page.locator("#id_body").press_sequentially("@mod", delay=30)
    page.locator(".completions [role=option]").first.wait_for()
    axe(page, ".editor")
    page.locator("#id_body").press("Escape")
    picked(page)
    page.locator("dialog[open]").wait_for()
    axe(page, "dialog[open]")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
