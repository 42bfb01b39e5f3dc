"""Documents cut into passages: 60 to 80 words, with the headings that they stand under."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.content import Part
from search.passages import LONGEST, cut_parts, passages, with_headings


def section(words: int, *headings: str, ref: str = "kb.article:1", sign: str = "w") -> Part:
    return Part("body", " ".join(f"{sign}{n}." if n % 7 == 6 else f"{sign}{n}" for n in range(words)), ref, False, headings)


def cut(*parts: Part):
    return [(" ".join(words), headings) for _, words, headings in cut_parts(parts)]


def test_short_sections_share_a_passage_that_is_named_after_most_of_it():
    [(text, headings)] = cut(section(5), section(9, "Paper"), section(30, "Ink", sign="i"))

    assert headings == ("Ink",)
    assert " Paper: w0 " in text
    assert " Ink: i0 " in text


def test_a_passage_ends_where_a_heading_comes_in_time():
    first, second = cut(section(60, "Paper"), section(40, "Ink", sign="i"))

    assert first[0].endswith(" w59")
    assert second == (f"Ink: {section(40, sign='i').text}", ("Ink",))


def test_no_passage_ends_with_a_heading():
    for words in range(40, 90):
        found = cut(section(words, "Paper"), section(70, "Ink and its cartridges", sign="i"))

        assert not any(text.endswith("cartridges:") for text, _ in found)


def test_headings_that_a_section_shares_with_the_one_before_are_said_once():
    said = list(with_headings([section(1, "A", "B"), section(1, "A", "C"), section(1, "D?")]))

    assert [headings for headings, _ in said] == ["A:\nB:", "C:", "D?"]


def test_rows_of_a_thread_never_share_a_passage():
    found = cut(section(5, "Paper"), section(5, "Ink", ref="qa.answer:2"), section(5, "Ink", ref="qa.answer:3"))

    assert [headings for _, headings in found] == [("Paper",), ("Ink",), ("Ink",)]


def test_without_headings_parts_are_cut_each_for_itself():
    parts = [section(100), section(3), section(61, sign="x")]

    assert cut(*parts) == [(text, ()) for part in parts for text in passages(part.text)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 120), st.lists(st.sampled_from(["A", "B b", "C c c"]), max_size=3)), max_size=8))
def test_nothing_is_lost_or_said_twice(told):
    parts = [section(words, *headings) for words, headings in told]

    found = cut(*parts)

    if any(part.headings for part in parts):
        assert " ".join(text for text, _ in found).split() == " ".join(f"{h} {t}" for h, t in with_headings(parts)).split()
    assert all(len(text.split()) <= LONGEST for text, _ in found)


@pytest.mark.parametrize("words", [0, 1, 60, 61, 200])
def test_one_section_is_cut_like_a_text_that_begins_with_its_heading(words):
    part = section(words, "Paper")

    assert [text for text, _ in cut(part)] == list(passages(f"Paper:\n{part.text}"))
