"""Through search in each language, in Chromium: from typing to "this solved it", from a saved search to its mail, from a manager's rule to
what a guest sees.

With ``PLAZA_TEST_PICTURES`` set to a folder, each step is photographed into it: Spanish on a desktop, Portuguese in the dark theme, English
on a phone. What is asserted are addresses, names of fields and what people wrote themselves.
"""

import io
import os
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from tests.support.community import mails

WORDS = {
    "es": {
        "title": "La panificadora Alborada no amasa y marca F7",
        "body": "A los tres minutos sale F7 y la masa queda en harina suelta. La compré en mayo.",
        "answer": "F7 es la correa. Desenchufa, abre la tapa de abajo y **vuelve a poner la correa** sobre las dos poleas.",
        "topic": "Pan de caja en la panificadora Alborada",
        "recipe": "Medio kilo de harina, levadura fresca y el programa 4.",
        "typed": "panificadora no amasa",
        "word": "panificadora",
        "mistyped": "panifcadora",
        "new": "La panificadora Alborada huele a quemado",
        "brand": "panomatic",
        "phrase": "amasa",
        "line": "Cambiamos gratis la correa de la Alborada hasta fin de año.",
    },
    "pt": {
        "title": "A panificadora Alvorada não amassa e mostra F8",
        "body": "Depois de três minutos aparece F8 e a massa fica só farinha solta. Comprei em maio.",
        "answer": "F8 é a correia. Tire da tomada, abra a tampa de baixo e **coloque a correia de volta** nas duas polias.",
        "topic": "Pão de forma na panificadora Alvorada",
        "recipe": "Meio quilo de farinha, fermento fresco e o programa 4.",
        "typed": "panificadora não amassa",
        "word": "panificadora",
        "mistyped": "panifcadora",
        "new": "A panificadora Alvorada cheira a queimado",
        "brand": "fornomatic",
        "phrase": "amassa",
        "line": "Trocamos a correia da Alvorada de graça até o fim do ano.",
    },
    "en": {
        "title": "The Daybreak breadmaker does not knead and shows F9",
        "body": "After three minutes F9 comes up and the dough is still loose flour. Bought in May.",
        "answer": "F9 is the belt. Unplug it, open the cover below and **put the belt back** on both pulleys.",
        "topic": "Sandwich loaf in the Daybreak breadmaker",
        "recipe": "A pound of flour, fresh yeast and programme 4.",
        "typed": "breadmaker does not knead",
        "word": "breadmaker",
        "mistyped": "breadmakr",
        "new": "The Daybreak breadmaker smells of burning",
        "brand": "loafomatic",
        "phrase": "knead",
        "line": "We replace the Daybreak's belt for free until the end of the year.",
    },
}
LOOKS = {"es": {}, "pt": {"theme": "dark"}, "en": {"width": 390, "height": 844}}
QUALITY = 40


@pytest.fixture(scope="module", params=list(WORDS))
def lang(request, running_site):
    running_site.once(f"from tests.support import finding; finding.prepare({request.param!r}, {WORDS[request.param]!r})")
    return request.param


@pytest.fixture
def words(lang):
    return SimpleNamespace(**WORDS[lang])


@pytest.fixture
def come(lang, window):
    """``come("reader")``: a window of that person, ``come()`` of a guest."""
    return lambda name="": window(f"{name}-{lang}" if name else "", language=lang, **LOOKS[lang])


@pytest.fixture
def photograph(lang):
    folder = os.environ.get("PLAZA_TEST_PICTURES", "")

    def take(page, name):
        if folder:
            page.wait_for_timeout(300)
            Image.open(io.BytesIO(page.screenshot())).save(Path(folder) / f"search-flow-{name}-{lang}.webp", quality=QUALITY, method=6)

    return take


def until(page, what, *, seconds=30):
    for _look in range(seconds * 4):
        if found := what():
            return found
        page.wait_for_timeout(250)
    raise AssertionError(f"nothing after {seconds} s")


def found(page, address, text):
    """Whether a search shows ``text`` among its results."""
    page.goto(address)
    return page.locator("ol.rows .row-title a", has_text=text).count()


def test_from_typing_to_solved(come, words, lang, photograph):
    guest = come()
    until(guest, lambda: found(guest, f"/search/?q={words.word}", words.title))
    guest.goto(f"/{lang}/")
    guest.locator("#q").press_sequentially(words.typed, delay=10)
    guest.locator("#suggestions .suggestion-title", has_text=words.title).first.wait_for()
    suggested = guest.locator("#suggestions a.suggestion").first.inner_text()
    assert words.title in suggested
    assert words.answer[:10] in suggested
    photograph(guest, "1-typing")

    guest.keyboard.press("ArrowDown")
    guest.keyboard.press("Enter")
    guest.wait_for_url("**/questions/**journey=*")
    yes = guest.locator("button[name=answered][value=yes]")
    yes.scroll_into_view_if_needed()
    photograph(guest, "2-answer")
    yes.click()
    guest.locator("button[name=would][value=yes]").click()
    guest.wait_for_url("**/support/solved/thanks/")
    photograph(guest, "3-solved")


def test_a_mended_and_narrowed_search_is_saved_and_tells_by_mail_until_one_click(come, words, lang, photograph, running_site):
    reader, guest = come("reader"), come()
    until(reader, lambda: found(reader, f"/search/?q={words.mistyped}", words.title))
    assert reader.locator(f"main a[href*='q={words.word}']", has_text=words.word).count()
    photograph(reader, "4-mended")
    reader.goto(f"/search/?q={words.word}")
    reader.evaluate("document.querySelector('.facet-fold').open = true")
    reader.locator("input[name=kind][value='qa.question']").check()
    reader.locator(".facets button").click()
    reader.wait_for_url("**kind=qa.question**")
    reader.locator("h2[data-focus]").wait_for()
    assert reader.locator(".row-title a", has_text=words.topic).count() == 0
    reader.locator(".keep-search summary").click()
    reader.locator("#keep-name").fill(words.word.title())
    reader.locator("#keep-every").select_option("at_once")
    photograph(reader, "5-narrowed-and-saved")
    reader.locator(".keep-search form button").click()
    reader.wait_for_url("**/search/saved/")
    reader.get_by_role("link", name=words.word.title(), exact=True).wait_for()

    running_site.shell(f"from tests.support import finding; finding.ask({lang!r}, {words.new!r}, {words.body!r})")

    def told():
        running_site.shell("from search.saved.alerts import make_alerts; make_alerts()")
        return [mail for mail in mails(running_site.data / "mail", f"reader-{lang}@example.test") if words.word.title() in mail["Subject"]]

    [mail] = until(reader, told)
    html = mail.get_body(("html",)).get_content()
    assert f'<html lang="{lang}"' in html
    assert words.new in html
    assert words.topic not in html
    guest.set_content(html)
    photograph(guest, "6-mail")
    end = re.search(r"<(http.*?)>", mail["List-Unsubscribe"])[1]
    guest.goto(end)
    assert guest.locator("html").get_attribute("lang").startswith(lang)
    photograph(guest, "7-one-click")
    assert guest.request.post(end, form={"List-Unsubscribe": "One-Click"}).status == 200


def test_what_a_manager_writes_is_tried_first_and_then_seen_by_a_guest(come, words, lang, photograph):
    keeper, guest = come("keeper"), come()
    until(guest, lambda: found(guest, f"/search/?q={words.word}", words.topic))
    topic = guest.locator(".row-title a", has_text=words.topic).get_attribute("href").split("?")[0]
    assert not found(guest, f"/search/?q={words.brand}", words.title)

    keeper.goto(f"/search/manage/synonyms/?lang={lang}")
    keeper.locator("main [name=line]").fill(f"{words.brand} => {words.word}")
    keeper.locator("main [name=lang]").first.select_option(lang)
    keeper.locator("main form:has([name=line]) .button-primary").click()
    keeper.locator("th", has_text=words.brand).wait_for()
    photograph(keeper, "8-synonym")
    assert found(guest, f"/search/?q={words.brand}", words.title)

    keeper.goto("/search/manage/rules/new/")
    for name, text in {"name": words.topic, "phrases": words.phrase, "pins": topic, f"banner_{lang}": words.line}.items():
        keeper.locator(f"main [name={name}]").fill(text)
    keeper.locator("main [name=enabled]").uncheck()
    keeper.locator("main form:has([name=phrases]) .button-primary").click()
    keeper.wait_for_url("**/try/")
    change = keeper.locator(".rule-change", has_text=words.title).first
    assert change.locator("ol").nth(1).locator("a").first.inner_text() == words.topic
    photograph(keeper, "9-tried")
    assert rows_of_the_box(guest, words) == ([], words.title)

    keeper.goto("/search/manage/rules/")
    keeper.locator("tr", has_text=words.topic).locator("form[action$='/switch/'] button").click()
    keeper.locator("tr .pill-solved").first.wait_for()
    assert rows_of_the_box(guest, words) == ([words.line], words.topic)
    photograph(guest, "10-pinned")


def rows_of_the_box(guest, words):
    """What managers say above the box's list, and its first title."""
    guest.goto("/search/")
    guest.locator("#q").press_sequentially(words.typed, delay=5)
    guest.locator(".search-pop-title").first.wait_for()
    return guest.locator(".search-pop .notice").all_inner_texts(), guest.locator(".search-pop-title").first.inner_text()


def test_who_asks_again_is_offered_what_was_asked_before(come, words, photograph):
    reader = come("reader")
    reader.goto("/questions/ask/")
    reader.locator("#id_title").press_sequentially(words.title, delay=2)
    suggestion = reader.locator(".suggestion-read", has_text=words.title).first
    suggestion.wait_for()
    suggestion.locator("summary").click()
    photograph(reader, "11-asking")
    reader.locator(".ask-more > summary").click()
    reader.locator("#id_body").fill(words.body)
    reader.locator(".ask-more .button-primary").click()
    reader.wait_for_url(re.compile(r"/questions/\d+/"))

    def offered():
        reader.reload()
        return reader.locator(".asked-before").count()

    until(reader, offered)
    photograph(reader, "12-asked-before")
    reader.locator(".asked-before li", has_text=words.title).locator("button").click()
    reader.locator(".notice a", has_text=words.title).wait_for()
