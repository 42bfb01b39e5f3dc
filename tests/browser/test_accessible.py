"""Pages of all rooms that a person meets: what assistive technology makes of them, in both themes, and at 320 pixels."""

import pytest

GUEST = [
    "/",
    "/styleguide/",
    "/questions/",
    "/questions/?sort=solved",
    "/questions/1/",
    "/questions/ask/",
    "/search/?q=lavadora",
    "/search/?q=zzzzqqq",
    "/support/",
    "/es/kb/",
    "/es/kb/lavadoras-y-secadoras/",
    "/es/kb/lavadoras-y-secadoras/quitar-el-olor-a-humedad-de-la-lavadora-y-de-la-ropa/",
    "/es/blog/",
    "/es/blog/cinco-ruidos-de-lavadora-y-lo-que-quieren-decir/",
    "/forums/",
    "/forums/14/avisos-de-la-comunidad/",
    "/forums/topics/1/",
    "/contests/",
    "/contests/recetas-de-temporada/",
    "/badges/",
    "/badges/first-solution/",
    "/leaderboard/",
    "/people/expert/",
    "/feeds/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/settings/consent/",
    "/nothing-here/",
    "/questions/answers/106/",  # was taken down
]
MEMBER = [
    "/questions/1/",
    "/questions/1/edit/",
    "/questions/ask/",
    "/support/",
    "/support/cases/",
    "/moderation/flag/qa.answer/1/",
    "/es/",
    "/es/kb/lavadoras-y-secadoras/quitar-el-olor-a-humedad-de-la-lavadora-y-de-la-ropa/",
    "/kb/propose/",
    "/kb/proposals/",
    "/es/blog/cinco-ruidos-de-lavadora-y-lo-que-quieren-decir/",
    "/forums/",
    "/forums/topics/1/",
    "/forums/15/-/new/",
    "/contests/recetas-de-temporada/",
    "/badges/",
    "/notifications/",
    "/uploads/new/",
    "/settings/profile/",
    "/settings/privacy/",
    "/settings/privacy/close/",
    "/settings/notifications/",
    "/settings/tokens/",
    "/accounts/email/",
    "/accounts/password/change/",
]
STAFF = [
    ("moderator", "/moderation/"),
    ("moderator", "/forums/topics/1/"),
    ("expert", "/notifications/"),
    ("agent", "/questions/3/"),
    ("agent", "/kb/due/"),
    ("agent", "/kb/reviews/"),
    ("agent", "/kb/from-question/1/"),
    ("manager", "/search/manage/rules/"),
    ("manager", "/search/manage/rules/new/"),
    ("manager", "/search/manage/synonyms/?lang=es&q=tv"),
    ("manager", "/search/manage/synonyms/import/"),
    ("manager", "/search/manage/synonyms/proposals/"),
    ("manager", "/search/manage/history/"),
    ("manager", "/insights/search/"),
    ("manager", "/search/manage/learning/"),
]


PEOPLE = {"guest": GUEST, "member": MEMBER} | {person: [address for who, address in STAFF if who == person] for person, _ in STAFF}


@pytest.mark.parametrize("person", PEOPLE)
def test_pages_are_accessible_and_fit(window, axe, fits, person):
    page = window("" if person == "guest" else person)
    for address in PEOPLE[person]:
        page.goto(address)
        assert page.locator("h1").count() == 1, address
        axe(page)
        fits(page)


@pytest.mark.parametrize("language", ["pt", "en"])
def test_other_languages(window, axe, language):
    page = window(language=language)
    for address in ("/", "/questions/", "/questions/1/"):
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == {"pt": "pt-BR", "en": "en"}[language]
        axe(page)


def test_targets_can_be_hit(window):
    """WCAG 2.2, 2.5.8: 24 by 24 pixels, apart from links inside sentences."""
    page = window(width=390)
    for address in ("/", "/questions/", "/questions/1/", "/accounts/login/"):
        page.goto(address)
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, summary, select, input:not([type=hidden], [type=checkbox], [type=radio])")]
            .filter((element) => element.checkVisibility())
            .map((element) => [element.getBoundingClientRect(), element.outerHTML.slice(0, 80)])
            .filter(([box]) => box.width > 1 && (box.width < 24 || box.height < 24))
            .map(([box, html]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""
        )
        assert not small, address


def test_the_keyboard_reaches_the_content_first(window):
    page = window()
    page.goto("/questions/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"
