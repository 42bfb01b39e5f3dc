"""Every hostile text through every door from text to HTML leaves nothing that acts."""

import pytest
from django.template import engines

from core.text import excerpt, highlight, plain, render_html, render_markdown, trusted
from tests.support.payloads import active, hostile

pytestmark = pytest.mark.django_db  # who is mentioned is looked up

DOORS = {
    "Markdown of a newcomer": lambda text: render_markdown(text).html,
    "Markdown of a trusted member": lambda text: render_markdown(text, trust=4).html,
    "Markdown in a list": lambda text: render_markdown("- " + text.replace("\n", "\n  "), trust=4).html,
    "a Markdown link": lambda text: render_markdown(f"[x]({text}) ![y]({text}) <{text}>", trust=4).html,
    "a Markdown link's name": lambda text: render_markdown(f'[{text}](https://e.test "{text}")', trust=4).html,
    "the name of a code block": lambda text: render_markdown(f"```{text}\n{text}\n```", trust=4).html,
    "HTML": lambda text: render_html(text).html,
    "an HTML attribute": lambda text: render_html(f'<a href="{text}" title=\'{text}\'>x</a><img src={text} alt="{text}">').html,
    "HTML in a table": lambda text: render_html(f"<table><tr><td>{text}</table>").html,
    "HTML in foreign elements": lambda text: render_html(f"<math><mtext><table><mglyph><style>{text}</style></math><svg>{text}</svg>").html,
    "a row written past the door": trusted,
    "a highlighted passage": lambda text: highlight(text, [(1, 4), (3, 9), (7, 10**6), (-5, 2)]),
}


@pytest.fixture(scope="module")
def payloads(test_data):
    return hostile(test_data)


@pytest.mark.parametrize("door", DOORS)
def test_nothing_acts(door, payloads):
    broken = {}
    for payload in payloads:
        html = DOORS[door](payload)
        if found := active(html):
            broken[payload] = found

    assert len(payloads) > 7_200
    assert not broken


@pytest.mark.parametrize("door", [door for door in DOORS if "passage" not in door])
def test_what_came_through_a_door_comes_through_again_unchanged(door, payloads):
    """So a page shows what was stored, and nothing mutates into something active on the second reading."""
    changed = [
        payload for payload in payloads if (html := str(DOORS[door](payload))) != trusted(html) and sorted(html) != sorted(trusted(html))
    ]

    assert not changed


def test_plain_text_and_excerpts_are_escaped_by_templates(payloads):
    template = engines["django"].from_string('{% load text %}<p title="{{ text }}">{{ text }} {{ text|excerpt:80 }}</p>')

    broken = [payload for payload in payloads for text in (plain(payload), excerpt(payload)) if active(template.render({"text": text}))]

    assert not broken


def test_nothing_of_it_is_too_much_for_a_database(payloads):
    for payload in payloads:
        for rendered in (render_markdown(payload), render_html(payload)):
            for text in (rendered.source, rendered.html, rendered.text, *rendered.links):
                text.encode()
                assert "\x00" not in text
