"""Synonyms of managers are applied to the question: no engine needs a new index for them."""

import pytest

from search.request import SearchRequest
from search.snippets import Marks
from search.synonyms import Synonyms
from tests.support.documents import document

EXACT = True  # frequencies count: no row of an earlier test may


def lines(*texts, lang="es"):
    return (Synonyms((lang, text) for text in texts),)


def test_both_ways(index, ids):
    index(document(1, "El televisor no enciende"), document(2, "La tv se apaga"), document(3, "La nevera"))

    for asked in ("tv", "televisor", "televisores", "TV"):
        assert sorted(ids(asked, expansions=lines("tv, televisor"))) == [1, 2], asked


def test_what_was_typed_counts_more(index, ids):
    index(document(1, "El televisor"), document(2, "La tv"), document(3, "La nevera"))

    assert ids("tv", expansions=lines("tv, televisor")) == [2, 1]
    assert ids("televisor", expansions=lines("tv, televisor")) == [1, 2]


def test_one_way(index, ids):
    index(document(1, "Red inalámbrica de casa"), document(2, "El wifi de casa"), document(3, "La red de pesca"))

    assert ids("wifi", expansions=lines("wifi => red inalámbrica")) == [2, 1]
    assert 2 not in ids("red inalámbrica", expansions=lines("wifi => red inalámbrica"))


def test_several_words_are_found_by_one(index, ids):
    index(document(1, "El wifi falla"), document(2, "La red falla mucho"), document(3, "Otra cosa"))

    assert ids("red inalámbrica", expansions=lines("red inalámbrica => wifi"))[0] == 1
    assert ids("red inalámbrica", strict=True) == []
    assert ids("red inalámbrica", expansions=lines("red inalámbrica => wifi"), strict=True) == [1]


@pytest.mark.parametrize("asked", ["configuracion", "configuración", "CONFIGURACIONES"])
def test_forms_and_accents(index, ids, asked):
    index(document(1, "Los ajustes de la impresora"), document(2, "La nevera"))

    assert ids(asked, expansions=lines("configuración => ajuste")) == [1]


def test_a_word_with_a_synonym_is_not_taken_for_a_typing_error(index, engine):
    index(document(1, "El refrigerador no enfría"), document(2, "La nevada de ayer"))

    found = engine.search(SearchRequest(text="nevera", expansions=lines("nevera, refrigerador")))

    assert ([hit.id for hit in found.hits], found.mended) == ([1], {})


def test_a_language_has_its_own(index, ids):
    index(document(1, "A televisão não liga", "pt"), document(2, "El televisor", "es"), document(3, "The fridge", "en"))
    portuguese = lines("tv, televisão", lang="pt")

    assert ids("tv", prefer="pt", expansions=portuguese) == [1]
    assert ids("tv", prefer="es", expansions=portuguese) == []
    assert ids("tv", expansions=lines("tv, televisão", lang="")) == [1]


def test_highlights_mark_the_synonym_and_why_can_be_told(index, engine):
    index(document(1, "El televisor", "es", "El televisor del salón no enciende"), document(2, "La nevera"))

    found = engine.search(SearchRequest(text="tv enciende", expansions=lines("tv, televisor")))

    assert "televisor" in [text[slice(*place)] for text in ["El televisor del salón"] for place in Marks.of(found).ranges(text, "es")]
    assert set(found.also.values()) == {"synonym"}


def test_an_excluded_word_excludes_no_synonym(index, ids):
    index(document(1, "El televisor de casa"), document(2, "La tv de casa"), document(3, "Otra"))

    assert ids("casa -tv", expansions=lines("tv, televisor")) == [1]


def test_nothing_that_a_manager_writes_breaks_a_search(index, engine):
    index(document(1, "El televisor"))

    for line in ('tv, televisor" OR *:*', "tv => (a OR b)", "tv, ^~", "tv => \\", "=>", "tv, 'televisor'"):
        assert engine.search(SearchRequest(text="tv", expansions=lines(line))).total in (0, 1)


def test_a_long_question_is_expanded_too(index, ids):
    index(document(1, "El televisor no enciende"), document(2, "La nevera no enfría"), document(3, "Otra cosa"))
    mail = "Buenos días, les escribo porque tengo un problema muy grande en mi casa desde hace tiempo. " * 40 + "La tv no enciende."

    assert ids(mail, natural=True, expansions=lines("tv, televisor"))[0] == 1
