"""Permissions, filters, facets, orders, pages."""

import random
from math import ceil

import pytest

from search.request import SearchRequest
from tests.support.documents import document


def test_counts_and_facets_know_only_what_one_may_see(index, engine):
    index(
        document(1, "bomba", audiences=("public",), tags=("agua",), accepted="sí"),
        document(2, "bomba", audiences=("user:7", "staff"), tags=("secreto",)),
        document(3, "bomba", "pt", audiences=("staff",)),
    )

    def seen(*audiences):
        found = engine.search(SearchRequest(text="bomba", audiences=audiences, facets=True))
        return found.total, {hit.id for hit in found.hits}, found.facets

    assert seen("public") == (1, {1}, {"kind": {"qa.question": 1}, "lang": {"es": 1}, "tag": {"agua": 1}, "solved": {"1": 1}})
    assert seen("public", "member", "user:8")[0] == 1
    assert seen("public", "member", "user:7")[:2] == (2, {1, 2})
    assert seen("public", "staff")[0] == 3
    assert seen()[:2] == (0, set())


def test_most_of_the_words_are_counted_as_they_stand(index, engine):
    """In two languages and for readers of half of it, however many words are asked."""
    chance = random.Random(7)
    words = [f"zorb{letter}k" for letter in "abcdefghijkl"]
    holding = {n: set(chance.sample(words, chance.randrange(3, 12))) for n in range(1, 161)}
    index(
        *(
            document(n, " ".join(sorted(held)), ("es", "pt")[n % 2], audiences=("staff",) if n % 3 == 0 else ("public",))
            for n, held in holding.items()
        )
    )

    for number in (2, 3, 4, 6, 8, 11):
        asked = chance.sample(words, number)
        found, plain = (engine.search(SearchRequest(text=" ".join(asked), facets=facets)) for facets in (True, False))
        expected = {n for n, held in holding.items() if n % 3 and len(held.intersection(asked)) >= ceil(0.6 * number)}

        assert len(expected) > 20
        assert found.total == plain.total == len(expected) == sum(found.facets["lang"].values())
        assert {hit.id for hit in found.hits} <= expected
        assert [hit.score for hit in found.hits] == pytest.approx([hit.score for hit in plain.hits], rel=0.001)


@pytest.mark.parametrize("text", ["secreto", '"secreto total"', "secrto", "secre", "bomba -publica", ""])
def test_what_one_may_not_see_is_found_by_no_kind_of_question(index, engine, text):
    index(document(1, "secreto total bomba", audiences=("staff",), tags=("x",)), document(2, "otra cosa"))

    for options in ({}, {"typing": True}, {"natural": True}, {"sort": "votes"}, {"solved": False}):
        found = engine.search(SearchRequest(text=text, facets=True, **options))
        assert (found.total, found.hits) == (0, ())
        assert not any(found.facets.values())


def test_words_that_others_alone_may_read_are_not_known(index, engine):
    """Else what is mended, or let go, would tell that somebody wrote them."""
    index(document(1, "receta de pan"), document(2, "secreto zarzamora zz-42", audiences=("staff",)))

    for text in ("pan zarzamora", "pan zarzamorra", "pan zz-42", "zarzam"):
        mine, theirs = (engine.search(SearchRequest(text=text, typing=True, audiences=each)) for each in (("public",), ("public", "staff")))
        assert (mine.total, mine.relaxed, mine.mended, mine.terms) == (int("pan" in text), False, {}, {"es:pan"} & mine.terms), text
        assert 2 in {hit.id for hit in theirs.hits}, text


def test_a_facets_own_filter_does_not_narrow_its_counts(index, engine):
    index(document(1, "bomba", "es", tags=("a",)), document(2, "bomba", "pt", tags=("a",)), document(3, "bomba", "pt", tags=("b",)))

    found = engine.search(SearchRequest(text="bomba", langs=("pt",), facets=True))

    assert found.total == 2
    assert found.facets["lang"] == {"pt": 2, "es": 1}
    assert found.facets["tag"] == {"a": 1, "b": 1}


def test_filters_sorts_pages_and_exclusions(index, ids):
    index(*(document(n, "bomba", tags=("par",) if n % 2 == 0 else (), score=n, age=n, solved=n == 3) for n in range(1, 31)))

    assert ids("bomba", tags=("par",), sort="votes", limit=3) == [30, 28, 26]
    assert ids("bomba", sort="new", limit=3) == [1, 2, 3]
    assert ids("bomba", solved=True) == [3]
    paged = [id for offset in (0, 10, 20) for id in ids("bomba", limit=10, offset=offset)]
    assert sorted(paged) == list(range(1, 31))
    assert 30 not in ids("bomba", exclude=("qa.question:30",), limit=50)
    assert sorted(ids("bomba", kinds=("qa.question", "kb.article"), limit=50)) == list(range(1, 31))
    assert ids("bomba", kinds=("kb.article",)) == []


def test_counts_stand_for_as_many_documents_as_there_are(index, engine):
    index(*(document(n, "bomba", tags=(f"t{n % 7}",), lang=("es", "pt")[n % 2]) for n in range(120)))

    found = engine.search(SearchRequest(text="bomba", facets=True, offset=110))

    assert (found.total, len(found.hits)) == (120, 10)
    assert found.facets["lang"] == {"es": 60, "pt": 60}
    assert sum(found.facets["tag"].values()) == 120
