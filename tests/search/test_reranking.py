"""The second look at the best candidates: what it measures, and that more of what was asked for never lowers a document."""

import json

import pytest

from search.reranking import LENGTHS, MEASURES, WEIGHTS_FILE, Candidate, Reranking, Sought, in_other_words, learned_weights


def sought(*terms, weight=2.0):
    return [Sought(frozenset({f"en:{term}"}), frozenset(), weight) for term in terms]


def measured(question, words, title="", *texts, length=0):
    found = Reranking(question, words).measures(Candidate(title, "en", 0.0, [(0.0, text) for text in texts], length))
    return dict(zip(MEASURES, found, strict=True))


def test_neighbours_of_the_question_count_where_they_are_neighbours_too():
    words = sought("open", "file")

    together = measured("open file", words, "", "Please open file first")
    apart = measured("open file", words, "", "Please open every file")
    far = measured("open file", words, "", "Please open whatever there may be as a file")

    assert (together["pairs"], apart["pairs"], far["pairs"]) == (1, 0, 0)
    assert (together["near"], apart["near"], far["near"]) == (1, 1, 0)


def test_words_that_begin_alike_count_in_part():
    words = sought("printer", "driver")

    assert measured("printer driver", words, "Printing", "")["alike"] == pytest.approx(0.5 * 5 / 7)
    assert measured("printer driver", words, "Prince", "")["alike"] < 0.5
    assert measured("printer driver", words, "Printer driver", "")["alike"] == 1


def test_a_title_that_is_the_question_beats_one_that_says_more():
    words = sought("insert", "layer")
    exact, more = (measured("insert layer", words, title) for title in ("Insert Layer", "Insert Layer Masks Into Drawings"))

    assert exact["of_title"] == 1 > more["of_title"]
    assert exact["title_letters"] == 1 > more["title_letters"]


def test_a_heading_that_is_the_question_counts_as_a_title_that_is():
    look = Reranking("rotate pictures", sought("rotat", "pictur"))
    under, elsewhere = (
        dict(zip(MEASURES, look.measures(Candidate("Drawing", "en", 0.0, [(0.0, "")], headings=headings)), strict=True))
        for headings in (("Colours", "Rotate pictures"), ("Colours",))
    )

    assert under["named_letters"] == 1 > elsewhere["named_letters"]
    assert under["title_letters"] == elsewhere["title_letters"] < 0.5


def test_without_headings_the_title_stands_in_for_them():
    found = measured("rotate pictures", sought("rotat", "pictur"), "Rotating a picture")

    assert found["named_letters"] == found["title_letters"] > 0


def test_words_in_the_form_that_was_typed_tell_pages_of_one_stem_apart():
    words = sought("count", "page")
    exact, other = (measured("Counting of pages", words, title) for title in ("Counting of Pages", "Page counts"))

    assert exact["alike"] == other["alike"] == 1
    assert exact["verbatim"] == 1 > other["verbatim"] == 0


def test_what_the_question_alone_writes_in_capitals_is_another_word_than_without_them():
    words = sought("mid", "function")
    spreadsheet, program = "MID returns a part of a text. MID(Text; Start)", "Returns a part of a text. Mid function: Mid (Text, Start)"
    capital, small = (measured("MID function", words, "", text) for text in (spreadsheet, program))

    assert capital["capitals"] > 0 == small["capitals"]
    assert measured("MID function", words, "MID and RIGHT")["title_capitals"] == 0.5
    assert measured("MID function", words, "Mid Function")["title_capitals"] == 0
    assert measured("mid function", words, "MID", spreadsheet)["title_capitals"] == 0


def test_the_oftener_a_passage_says_it_in_capitals_the_more_it_counts_up_to_four_times():
    words = sought("mid", "function")
    once, often, always = (measured("MID function", words, "", " MID" * times)["capitals"] for times in (1, 4, 40))

    assert 0 < once < often == always == 0.5


def test_a_question_that_is_shouted_has_no_word_in_capitals_but_a_name_alone_does():
    words = sought("help", "print")

    assert measured("HELP PRINT", words, "HELP", "HELP")["capitals"] == 0
    assert measured("HTML", sought("html"), "HTML")["title_capitals"] == 1


def test_length_counts_only_for_what_holds_the_words():
    words = sought("open", "file")
    page, whole, none = (measured("open file", words, "", text, length=900) for text in ("Open it", "Open a file", "Nothing here"))

    assert 0 == none["long"] < page["long"] < whole["long"] < 1
    assert whole["long"] + whole["short"] == pytest.approx(1)
    assert measured("open file", words, "", "Open a file", length=9)["short"] > whole["short"]


def test_a_code_counts_as_its_word():
    words = [Sought(frozenset(), frozenset({"err42"}), 3.0)]

    assert measured("ERR-42", words, "", "It says ERR-42 again")["alike"] == 1


@pytest.mark.parametrize("number, shares", [(0, (1, 0, 0)), (2, (1, 0, 0)), (4, (0, 1, 0)), (12, (0, 0, 1)), (40, (0, 0, 1))])
def test_how_many_words_a_question_has_decides_its_weights(number, shares):
    assert Reranking("", sought(*map(str, range(number)))).shares == pytest.approx(shares)


@pytest.mark.parametrize("number, between", [(3, ("two", "few")), (5, ("few", "many")), (9, ("few", "many"))])
def test_between_two_lengths_a_mixture_applies(number, between):
    found = dict(zip(LENGTHS, Reranking("", sought(*map(str, range(number)))).shares, strict=True))

    assert sum(found.values()) == pytest.approx(1)
    assert {length for length, share in found.items() if share} == set(between)


def test_weights_never_lower_a_document():
    assert all(weight >= 0 for weights in learned_weights() for weight in weights)


def test_nothing_to_read_scores_as_the_engine_found_it():
    words = sought("open")
    look = Reranking("open", words)
    low, high = (look.score(look.measures(Candidate("", "xx", 0.0, [(score, "")]))) for score in (1.0, 2.0))

    assert 0 < low < high


def test_what_says_it_in_other_words_comes_first_among_those_that_hold_as_much():
    words = sought("remov", "printer")
    pages = {title: Candidate(title, "en", 0.0, [(0.0, title)], 5, title) for title in ("Invite a new printer", "Delete an old printer")}

    look = Reranking("remove printer", words)
    measures = {title: look.measures(page) for title, page in pages.items()}

    assert look.score(measures["Delete an old printer"]) > look.score(measures["Invite a new printer"])
    assert {title for title in pages if in_other_words(measures[title])} == {"Delete an old printer"}


def test_every_measure_has_its_weights():
    learned = json.loads(WEIGHTS_FILE.read_text())

    assert {length: list(weights) for length, weights in learned.items()} == {length: list(MEASURES) for length in LENGTHS}
