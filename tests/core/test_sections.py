"""Texts taken apart at their headings, as documents know them."""

import pytest

from core.sections import parts_of, sections_of
from core.text import render_markdown


def parts(markdown, **options):
    return parts_of(render_markdown(markdown).html, "kb.article:1", anchor=lambda section: section.anchor, **options)


def test_each_part_knows_the_headings_that_it_stands_under():
    found = parts("Before.\n\n# Printing\n\nOn paper.\n\n## Both sides\n\nTurn it.\n\n### By hand\n\nSlowly.\n\n# Scanning\n\nFrom paper.")

    assert [(part.headings, part.text, part.anchor) for part in found] == [
        ((), "Before.", ""),
        (("Printing",), "On paper.", "printing"),
        (("Printing", "Both sides"), "Turn it.", "both-sides"),
        (("Printing", "Both sides", "By hand"), "Slowly.", "by-hand"),
        (("Scanning",), "From paper.", "scanning"),
    ]


def test_a_heading_with_nothing_below_it_is_said_once():
    found = parts("# Printing\n\n## Both sides\n\nTurn it.\n\n## Later\n\n# End")

    assert [(part.headings, part.text) for part in found] == [
        (("Printing", "Both sides"), "Turn it."),
        (("Printing",), "Later"),
        ((), "End"),
    ]


def test_a_section_without_an_address_has_that_of_the_section_around_it():
    html = render_markdown("# Printing\n\nOn paper.\n\n## Both sides\n\nTurn it.\n\n# Scanning\n\nFrom paper.").html

    found = parts_of(html, "blog.post:1", anchor=lambda section: section.anchor if section.title == "Printing" else "")

    assert [part.anchor for part in found] == ["printing", "printing", ""]


def test_the_first_heading_that_repeats_the_title_is_no_section():
    assert [part.headings for part in parts("# Printing\n\nOn paper.\n\n## Both sides\n\nTurn it.", title="Printing")] == [
        (),
        ("Both sides",),
    ]


def test_headings_hold_words_and_no_marks():
    [part] = parts("# `a < b` & **c**\n\nText.")

    assert part.headings == ("a < b & c",)


def test_what_has_no_headings_is_one_part():
    assert [(part.text, part.headings) for part in parts("One.\n\nTwo.")] == [("One.\nTwo.", ())]
    assert parts("") == parts("   ") == ()


def test_levels_are_counted_from_the_highest_one():
    assert [(section.level, section.written) for section in sections_of("<h4>A</h4><h6>B</h6>")] == [(2, 4), (4, 6)]


@pytest.mark.parametrize(
    "html, texts",
    [
        ("<div><h3>A</h3><p>One</p></div><p>Two</p>", ["One\nTwo"]),
        ("<div><h3>A</h3>One</div>Two<div><h3>B</h3><div>Three", ["One\nTwo", "Three"]),
        ("<h3>A</h3><p>a&nbsp;b &lt;b&gt; &amp;amp;</p><h3>B</h3><pre>\n  x\n\n\n  y</pre>", ["a b <b> &amp;", "x\ny"]),
        ("<h3>A</h3><ul><li><h4>In a list</h4>One</li></ul>", ["In a list:\nOne"]),
        ("<h3>A</h3><p>One</p><script>two()</script><p onclick=x()>Three</p>", ["One\nThree"]),
        ("<h3>A</h3><p>\0One\r\nTwo&#0;</p><h3>B</h3>\0", ["One\nTwo\ufffd", "B"]),
        ("<h3>A</h3><style><h3>B</h3>x</style><p>One", ["One"]),
        ("<h3 onclick=x()>A</h3><p>One</p>", ["One"]),
    ],
)
def test_texts_between_headings_are_words_whatever_their_marks(html, texts):
    assert [part.text for part in parts_of(html, "kb.article:1")] == texts


def test_every_repeated_heading_has_an_anchor_of_its_own():
    assert [section.anchor for section in sections_of("<h3>Só café</h3><h3>Só café</h3><h3>Content</h3><h3>!</h3>")] == [
        "so-cafe",
        "so-cafe-2",
        "content-2",
        "part",
    ]
