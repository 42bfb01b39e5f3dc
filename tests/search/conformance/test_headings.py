"""Headings find the words below them and come along with them."""

from dataclasses import replace

from core.content import Part
from search.request import SearchRequest
from tests.support.documents import document

EXACT = True  # frequencies count: no row of an earlier test may
FILLER = "Hoy hace buen tiempo y no pasa nada en la casa. " * 8


def guide(id, title, *sections):
    parts = tuple(Part("body", text, f"kb.article:{id}", False, headings) for headings, text in sections)
    return replace(document(id, title, kind="kb.article"), parts=parts)


def test_a_passage_is_found_by_the_headings_that_it_stands_under(index, engine):
    index(guide(1, "Lavadora", ((), FILLER), (("Ruidos", "Al centrifugar"), "Nivele las patas. " + FILLER)))

    [hit] = engine.search(SearchRequest(text="ruido centrifugado")).hits

    assert hit.passages[0].headings == ("Ruidos", "Al centrifugar")
    assert "Nivele las patas." in hit.passages[0].text


def test_later_passages_of_a_long_section_are_found_by_its_heading_too(index, engine):
    index(guide(1, "Lavadora", ((), FILLER), (("Ruidos",), FILLER * 3 + "Nivele las patas.")))

    [hit] = engine.search(SearchRequest(text="ruido patas")).hits

    assert "Nivele las patas." in hit.passages[0].text
    assert hit.passages[0].headings == ("Ruidos",)


def test_a_heading_says_what_a_section_is_about(index, ids):
    index(
        guide(1, "Lavadora", ((), f"Vibra. {FILLER}"), (("Puerta",), FILLER)),
        guide(2, "Lavadora", ((), FILLER), (("Vibra",), FILLER)),
    )

    assert ids("vibra")[0] == 2


def test_headings_count_as_text_for_phrases_exclusions_and_codes(index, ids):
    index(guide(1, "Lavadora", (("Error E-04 al centrifugar",), "Nivele las patas.")), document(2, "Lavadora"))

    assert ids('"al centrifugar nivele"') == ids("E04") == [1]
    assert ids("lavadora -centrifugar") == [2]


def test_documents_without_headings_have_none(index, engine):
    index(document(1, "Lavadora", "es", "Vibra mucho."))

    [hit] = engine.search(SearchRequest(text="vibra")).hits

    assert [passage.headings for passage in hit.passages] == [()]


def test_two_engines_give_the_same_scores_under_headings(index, engine, tmp_path):
    import pytest

    from search.engines.protocol import Changes
    from search.engines.tantivy import TantivyEngine

    words = "bomba filtro agua ruido manguera tapa rueda motor correa junta".split()
    corpus = [
        guide(n, words[n % 10], *(((words[(n + k) % 10], words[(n * k) % 7]), FILLER * k + words[(n + 2 * k) % 10]) for k in range(4)))
        for n in range(30)
    ]
    index(*corpus)
    other = TantivyEngine(tmp_path / "other")
    other.update([one.key for one in corpus], lambda: Changes(tuple(corpus)))

    for text in ("bomba", "ruido motor", '"bomba filtro"'):
        ours, theirs = (each.search(SearchRequest(text=text, limit=40)) for each in (engine, other))
        assert {hit.id: hit.score for hit in ours.hits} == pytest.approx({hit.id: hit.score for hit in theirs.hits}, rel=1e-3)
