"""From the words of a section to its heading, in Chromium: by keyboard in each language, one of them on a phone."""

import os
from pathlib import Path

import pytest

GUIDES = {
    "es": (
        "Cuidar la yogurtera",
        "Cuando el yogur <no cuaja>",
        "Al cambiar de leche",
        "Entibia la leche a cuarenta grados.",
        "yogur no cuaja leche",
    ),
    "pt": (
        "Cuidar da iogurteira",
        "Quando o iogurte <não firma>",
        "Ao trocar de leite",
        "Amorne o leite a quarenta graus.",
        "iogurte não firma leite",
    ),
    "en": (
        "Looking after the yogurt maker",
        "When yogurt <stays thin>",
        "With another milk",
        "Warm the milk to forty degrees.",
        "yogurt stays thin milk",
    ),
}
LOOKS = {"es": {}, "pt": {}, "en": {"width": 320, "height": 700}}


@pytest.mark.parametrize("language", GUIDES)
def test_a_section_is_named_and_reached(running_site, window, axe, language):
    title, heading, below, answer, typed = GUIDES[language]
    before = "Texto. " * 400  # so that the heading is not on the first screen
    text = f"{before}\n\n# {heading}\n\n## {below}\n\n{answer}\n\n{before}"
    running_site.once(
        f"from tests.support import community, finding; community.make({language!r}); finding.guide({language!r}, {title!r}, {text!r})"
    )
    page = window(language=language, **LOOKS[language])
    page.goto("/search/")
    box = page.locator("#q")
    option = page.locator(".search-pop [role=option]", has_text=below)
    for _look in range(60):  # until it is indexed
        box.fill("")
        box.press_sequentially(typed, delay=5)
        page.wait_for_timeout(500)
        if option.count():
            break

    assert option.first.get_attribute("aria-label").startswith(f"{title}, {heading} › {below}, ")
    assert option.first.locator("mark").count()
    page.goto(f"/search/?q={typed}")
    result = page.locator("ol.rows .row-title a", has_text=title).first
    assert f"{heading} › {below}" in result.inner_text()
    axe(page)
    if folder := os.environ.get("PLAZA_TEST_PICTURES"):
        page.screenshot(path=Path(folder) / f"search-section-{language}.png")
    result.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#**")
    reached = page.locator(":target")
    assert reached.inner_text() == below
    assert 0 <= reached.bounding_box()["y"] < page.viewport_size["height"]
