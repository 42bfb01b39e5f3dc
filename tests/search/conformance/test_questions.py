"""What people type: phrases, exclusions, unfinished and mistyped words, logs, nonsense."""

import pytest

from search.request import SearchRequest
from search.results import Readiness
from tests.support.documents import document

EXACT = True  # frequencies count: no row of an earlier test may


def test_a_phrase_must_stand_together(index, ids):
    index(document(1, "filtro bomba"), document(2, "bomba filtro"), document(3, "filtro de la bomba"))

    assert sorted(ids('"filtro bomba"')) == [1, 3]
    assert sorted(ids("«filtro bomba» -bomba")) == []


def test_a_minus_takes_out(index, ids):
    index(document(1, "lavadora blanca"), document(2, "lavadora negra"))

    assert ids("lavadora -negra") == [1]
    assert sorted(ids("lavadora -negra", natural=True)) == [1, 2]


def test_mends_typing_errors_and_says_so(index, engine):
    index(document(1, "Lavadora con ruido"), document(2, "Impresora sin papel"))

    found = {text: engine.search(SearchRequest(text=text)) for text in ("labadora", "impresroa", "lavadora")}

    assert {text: [hit.id for hit in answer.hits] for text, answer in found.items()} == {"labadora": [1], "impresroa": [2], "lavadora": [1]}
    assert found["labadora"].mended == {"labadora": "es:lavador"}
    assert found["impresroa"].mended == {"impresroa": "es:impresor"}
    assert found["lavadora"].mended == {}


def test_a_right_word_is_not_mended_and_said_to_be_held_by_nothing(index, engine):
    index(document(1, "Un tono rudo"), document(2, "Impresora sin papel"))

    found = {mend: engine.search(SearchRequest(text="ruido", prefer="es", mend_right=mend)) for mend in (False, True)}

    assert (found[False].hits, found[False].unheld, found[False].mended) == ((), ("ruido",), {})
    assert ([hit.id for hit in found[True].hits], found[True].mended) == ([1], {"ruido": "es:rud"})


def test_an_unfinished_word_finds_what_it_may_become(index, ids):
    index(document(1, "Impresora sin papel"), document(2, "Lavadora con ruido"))

    assert [ids(typed, typing=True)[0] for typed in ("im", "impr", "sin impres", "lav", "ruido de la lava")] == [1, 1, 1, 2, 2]
    assert ids("impres ", typing=True) == ids("impres") == []


def test_an_unfinished_word_finds_no_other_that_only_its_stem_begins(index, ids):
    index(document(1, "El compresor se calienta"), document(2, "Lavadora con ruido"))

    assert [ids(typed, typing=True, natural=True) for typed in ("comp", "lava")] == [[1], [2]]
    assert [ids(typed, typing=True, natural=True) for typed in ("comer", "lavar")] == [[], []]


def test_a_pasted_log_is_searched_by_its_telling_words(index, ids):
    index(document(1, "Falla el módulo zeppelin"), *(document(n, f"Registro de servicio número {n}") for n in range(2, 30)))
    log = "registro de servicio iniciado número uno " * 250 + " zeppelin"

    assert len(log) > 10_000
    assert ids(log, natural=True)[0] == 1


def test_a_pasted_text_in_two_languages_is_searched_by_what_it_is_about(index, ids):
    """Each stop word of one is rare in the other, and said often."""
    spanish, english = "que de la en los para por con una su no al lo como", "the and for with that this from have not are you was"
    index(
        document(1, "Falla el módulo zeppelin", "es", "Falla al girar."),
        document(2, "Words", "en", spanish),
        document(3, "Palabras", "es", english),
        *(document(n, f"Registro {n}", "es", "De la casa.") for n in range(4, 20)),
    )
    strange = " ".join(f"qwz{letter}x" for letter in "abcdefghijklmnopqrst")

    assert ids(f"{spanish} {english} {strange} zeppelin {english} {spanish}", natural=True)[0] == 1


def test_a_log_of_ten_thousand_different_characters_is_answered(index, ids):
    index(document(1, "Falla el módulo zeppelin"), document(2, "Otra cosa"))
    log = " ".join(f"palabra{n} at=0x{n:08x} err-{n}" for n in range(330)) + " módulo zeppelin"

    assert len(log) > 10_000
    assert ids(log, natural=True) == [1]


def test_all_words_beat_some_and_some_beat_none(index, engine):
    index(document(1, "pantalla negra"), document(2, "pantalla azul"))

    both, relaxed = (engine.search(SearchRequest(text=text)) for text in ("pantalla negra", "pantalla negra verde amarilla rota"))

    assert (both.hits[0].id, both.relaxed) == (1, False)
    assert (relaxed.hits[0].id, relaxed.relaxed) == (1, False)


HOSTILE = [
    *("", " ", '"', '""', "-", "--", "- -", "*", "?:()[]{}^~\\/", "AND OR NOT", "a" * 20_000, "\x00", "😀", "ñ", "-a", "'", "’", "\ud800"),
    *('{"query": {"match_all": {}}}', "body:* OR _exists_:audience", "<script>alert(1)</script>", "../../_cluster/settings", "es:lavador"),
    *('"a b" ' * 200, "-x " * 500, "ﬁ①Ａ", "%00%27", "\u202e\u200b", "a\u0301" * 500, "🏳️‍🌈 bandera"),
]


@pytest.mark.parametrize(
    "options", [{}, {"natural": True, "typing": True}, {"facets": True, "sort": "new", "kinds": ("'", "\x00"), "tags": ("*",)}]
)
def test_whatever_one_types_is_a_search(index, engine, options):
    index(document(1, "bomba"))

    for text in HOSTILE:
        assert engine.search(SearchRequest(text=text, **options)).readiness is Readiness.READY, text[:40]
