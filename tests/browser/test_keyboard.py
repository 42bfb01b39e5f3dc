"""The loop without a mouse: asked, answered, accepted, flagged and moderated with the keys that everyone's keyboard has."""

import re

TITLE = "El lavavajillas Claro 12 no toma agua al empezar"


def tab_to(page, selector, *, most=160):
    """Press Tab until the focus is on ``selector``, as a person would; fails when it can't be reached."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement?.matches(selector)", selector):
            assert page.evaluate(SEEN), f"the focus on {selector} can't be seen"
            return
    raise AssertionError(f"Tab never reaches {selector} on {page.url}")


# The focused thing stands inside the window and nothing (a sticky bar, a banner) covers its middle.
SEEN = """() => {
    const element = document.activeElement, box = element.getBoundingClientRect();
    const over = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, innerHeight / 2));
    return over === element || element.contains(over) || over?.contains(element) || Boolean(over?.closest("label")?.contains(element));
}"""


def press(page, selector, key="Enter"):
    tab_to(page, selector)
    page.keyboard.press(key)


def test_the_loop_by_keyboard(window):
    member, expert, moderator = window("member"), window("expert"), window("moderator")

    member.goto("/questions/ask/")
    tab_to(member, "[name=title]")
    member.keyboard.type(TITLE)
    member.locator("#suggestions [role=status]").wait_for(state="attached")
    press(member, ".ask-more > summary")
    tab_to(member, ".editor textarea")
    member.keyboard.type("Hace ruido de bomba y a los dos minutos se apaga.")
    press(member, ".ask-more button.button-primary")
    member.wait_for_url(re.compile(r"/questions/\d+/"))
    address = member.url.split("?")[0]

    expert.goto(address)
    tab_to(expert, "form[action$='/-/answer/'] textarea")
    expert.keyboard.type("Abre la llave del agua y limpia el filtro de la entrada.")
    press(expert, "form[action$='/-/answer/'] button.button-primary")
    expert.get_by_text("limpia el filtro de la entrada").first.wait_for()

    member.goto(address)
    press(member, "form[action$='/accept/'] button")
    member.locator("[data-accepted]").wait_for()

    expert.goto(address)
    press(expert, f"a[href*='/moderation/flag/qa.question/{re.search(r'/questions/([0-9]+)/', address)[1]}/']")
    expert.wait_for_url("**/moderation/flag/**")
    press(expert, "main input[type=radio]", "Space")
    press(expert, "main form button.button-primary, main form button.button-danger")
    expert.wait_for_load_state()

    number = flagged_item(moderator)
    press(moderator, f".desk-row[data-item='{number}'] a")
    moderator.locator(f"#desk-item [data-open='{number}']").wait_for()
    moderator.keyboard.press("i")
    moderator.locator("#desk-done").filter(has_text=re.compile(r"\S")).wait_for()


def flagged_item(moderator):
    """The number of the item at the desk, once the flag has arrived there."""
    row = moderator.locator(".desk-row").filter(has_text="lavavajillas Claro 12")
    for _look in range(40):
        moderator.goto("/moderation/")
        if row.count():
            return row.first.get_attribute("data-item")
        moderator.wait_for_timeout(250)
    raise AssertionError("the flag never came to the desk")
