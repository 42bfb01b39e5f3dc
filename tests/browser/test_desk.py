"""The desk with two moderators at once, with a cut connection, by keyboard alone, on a phone and without JavaScript."""

import re
from itertools import count

import pytest

WATCHED = "genérico"
_numbers = count(1)


@pytest.fixture
def ask(window):
    """``ask()``: a member asks something that is held; its title and its address come back at once, the desk hears of it soon after."""
    member = window("member")
    member.goto("/")

    def send(word=WATCHED):
        title = f"¿Sirve el repuesto {word} número {next(_numbers)} en la Brisa?"
        token = next(cookie["value"] for cookie in member.context.cookies() if cookie["name"] == "csrftoken")
        answer = member.request.post(
            "/api/v1/questions/",
            data={"title": title, "body": "Lo vi en internet.", "tags": [], "lang": "es"},
            headers={"X-CSRFToken": token, "Referer": member.url},
        )
        assert (answer.status, answer.json()["state"]) == (201, "pending")
        return title, answer.json()["url"]

    send.member = member
    return send


def desk(page, query=""):
    page.goto(f"/moderation/{query}")
    page.locator("[data-desk][data-live-state=on]").wait_for()
    return page


def arrived(page, *titles):
    """The desk, once these have arrived there."""
    for _look in range(20):
        desk(page)
        if all(row(page, title).count() for title in titles):
            return page
        page.wait_for_timeout(500)
    raise AssertionError(f"{titles} never arrived")


def row(page, title):
    return page.locator(".desk-row", has_text=title)


def show_new(page, title):
    """Wait for the bar, then press n."""
    page.locator("[data-arrivals]").wait_for(state="visible")
    page.keyboard.press("n")
    row(page, title).wait_for()


def test_two_moderators_see_each_other_at_work(window, ask):
    mora, ivan = desk(window("moderator")), desk(window("manager"))
    before = mora.locator(".desk-row").count()

    title, address = ask()
    mora.locator("[data-arrivals]").wait_for(state="visible")
    assert (mora.locator(".desk-row").count(), row(mora, title).count()) == (before, 0)  # the list does not jump
    for page in (mora, ivan):
        show_new(page, title)
        row(page, title).locator("a").click()
        page.locator("#desk-item .desk-title", has_text=title).wait_for()

    mora.locator("[data-looker]").wait_for()
    mora.keyboard.press("c")
    mora.locator("button[data-key=c][aria-pressed=true]").wait_for()
    row(ivan, title).locator(".avatar").wait_for()
    ivan.locator("#desk-item .watchers .avatar").wait_for()

    mora.keyboard.press("a")
    mora.locator("#desk-done .toast").wait_for()
    row(mora, title).wait_for(state="detached")
    ivan.locator(".desk-row[data-decided]", has_text=title).wait_for()
    assert window().goto(address).status == 200

    mora.locator("#desk-done button[data-undo]").click()
    mora.locator("#desk-item .desk-title", has_text=title).wait_for()
    assert window().goto(address).status == 404


def test_author_is_told_why_it_waits_and_why_it_was_rejected(window, ask):
    title, address = ask()
    ask.member.goto(address)
    assert ask.member.locator("main .notice-warning").count()

    mora = arrived(window("moderator"), title)
    row(mora, title).locator("a").click()
    mora.locator("#desk-item .desk-title", has_text=title).wait_for()
    mora.keyboard.press("r")
    assert mora.evaluate("document.activeElement.id") == "desk-reason"  # without a reason it asks for one
    mora.locator("#desk-reason").select_option("off_topic")
    mora.locator("#desk-message").fill("Pregunta en la tienda.")
    mora.locator("button[data-key=r]").click()
    mora.locator("#desk-done .toast").wait_for()

    ask.member.goto(address)
    assert "Pregunta en la tienda." in ask.member.locator("main .notice-error").inner_text()


def test_cut_connection_catches_up(window, ask):
    mora, sockets, cut = window("moderator"), [], []

    def through(route):
        if cut:
            route.close(code=3000)
            return
        route.connect_to_server()
        sockets.append(route)

    mora.route_web_socket(re.compile("/ws/desk/"), through)
    desk(mora)
    cut.append(True)
    sockets[-1].close(code=3000)
    mora.locator("[data-desk][data-live-state=off]").wait_for()

    title, _address = ask()
    mora.wait_for_timeout(2500)
    assert mora.locator("[data-arrivals]").is_hidden()
    cut.clear()

    mora.locator("[data-desk][data-live-state=on]").wait_for(timeout=30_000)
    show_new(mora, title)


def test_stale_decision_shows_what_changed_and_keeps_the_message(window, ask):
    title, _address = ask()
    mora, ivan = arrived(window("moderator"), title), arrived(window("manager"), title)
    for page in (mora, ivan):
        row(page, title).locator("a").click()
        page.locator("#desk-item .desk-title", has_text=title).wait_for()

    mora.locator("#desk-reason").select_option("spam")
    mora.locator("#desk-message").fill("Sin anuncios, por favor.")
    ivan.keyboard.press("e")
    ivan.locator("#desk-done .toast").wait_for()
    mora.wait_for_timeout(500)
    mora.locator("button[data-key=r]").click()

    mora.locator("#desk-item .notice-warning").wait_for()
    assert mora.locator("#desk-message").input_value() == "Sin anuncios, por favor."
    mora.locator("button[data-key=r]").click()
    mora.locator("#desk-done .toast").wait_for()


def test_by_keyboard_alone(window, ask):
    titles = [ask()[0], ask()[0]]
    mora = arrived(window("moderator"), *titles)

    def opened():
        return mora.locator("#desk-item .desk-title").inner_text()

    def press_and_see(key):
        mora.keyboard.press(key)
        current = mora.locator(".desk-row a[aria-current]").inner_text()
        mora.locator("#desk-item .desk-title", has_text=current[:60]).wait_for()
        return opened()

    first = opened()
    seen = first + "".join(press_and_see("j") for _row in range(mora.locator(".desk-row").count()))
    assert all(title in seen for title in titles)
    for _row in range(mora.locator(".desk-row").count()):
        press_and_see("k")
    assert opened() == first

    last = mora.locator(".desk-row").last.locator("a").inner_text()
    for _row in range(mora.locator(".desk-row").count()):
        mora.keyboard.press("j")  # faster than the line
    mora.locator("#desk-item .desk-title", has_text=last[:60]).wait_for()
    last = opened()

    mora.keyboard.press("?")
    assert mora.locator("#keys").is_visible()
    mora.locator("[data-keys-on]").uncheck()  # for those who dictate, single letters are not commands
    mora.keyboard.press("Escape")
    mora.keyboard.press("k")
    mora.wait_for_timeout(400)
    assert opened() == last


def test_without_javascript(window, ask):
    title, address = ask()
    mora = window("moderator", javascript=False)

    mora.wait_for_timeout(2000)
    mora.goto("/moderation/")
    row(mora, title).locator("a").click()
    mora.get_by_role("button", name=re.compile("Tomar|Claim")).click()
    mora.get_by_role("button", name=re.compile("Aprobar|Approve")).click()

    assert title not in mora.locator(".desk-queue").inner_text()
    assert window().goto(address).status == 200
    mora.locator("#desk-done button").click()
    assert window().goto(address).status == 404


@pytest.mark.parametrize("width", [320, 1280])
def test_open_item_is_accessible_and_fits(window, ask, axe, width):
    title, _address = ask()
    mora = arrived(window("moderator", width=width), title)
    row(mora, title).locator("a").click()
    mora.locator("#desk-item .desk-title", has_text=title).wait_for()

    assert mora.evaluate("document.documentElement.scrollWidth") <= width
    axe(mora)


def test_member_reports_a_question_from_its_page(window, ask):
    mora = desk(window("moderator"))
    member = window("expert")
    member.goto("/questions/1/x/")
    member.locator("a[href*='/moderation/flag/qa.question/1/']").first.click()
    member.locator("input[name=reason][value=off_topic]").check()
    member.locator("[name=note]").fill("No es de aquí.")
    member.locator("main form button.button-primary").click()
    member.wait_for_url("**/questions/1/**")

    mora.locator("[data-arrivals]").wait_for(state="visible")
    mora.keyboard.press("n")
    mora.locator(".desk-row a[href*='/moderation/items/']").first.wait_for()
    member.goto("/moderation/flag/qa.question/1/")
    member.locator("form[action$='/withdraw/'] button").click()
    member.wait_for_url("**/questions/1/**")
