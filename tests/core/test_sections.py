"""Texts taken apart at their headings, as documents know them."""

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
