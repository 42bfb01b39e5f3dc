"""Forms of words, accents, compounds, codes, in three languages."""

import pytest

from search.request import SearchRequest
from tests.support.documents import document

EXACT = True  # frequencies count: no row of an earlier test may


FORMS = [
    ("es", "Configuración de la impresora", "configuracion impresoras"),
    ("es", "Las lavadoras centrifugan mal", "lavadora centrifugar"),
    ("es", "No funciona el año bisiesto", "ano bisiestos"),
    ("es", "El técnico reparó la cámara", "tecnica camaras reparan"),
    ("pt", "Configurações do teclado sem fio", "configuracao teclados"),
    ("pt", "Não há conexões disponíveis", "conexao disponivel"),
    ("pt", "A cozinheira trocou as panelas", "cozinheiras panela"),
    ("en", "Batteries are draining quickly", "battery drains"),
    ("en", "User's guide to the galaxy", "users guides galaxies"),
]


def test_finds_other_forms_with_and_without_accents(index, ids):
    index(*(document(number, title, lang) for number, (lang, title, _) in enumerate(FORMS)))

    for number, (_, _, asked) in enumerate(FORMS):
        assert ids(asked) == [number], asked
        assert ids(asked.upper()) == [number], asked


@pytest.mark.parametrize("title", ["El wi-fi se corta", "El wifi se corta"])
def test_hyphens_make_no_difference(index, ids, title):
    index(document(1, title), document(2, "Otra cosa"))

    assert {asked: ids(asked) for asked in ("wifi", "wi-fi", "WI-FI")} == {"wifi": [1], "wi-fi": [1], "WI-FI": [1]}
    assert ids("Wi Fi") == [1]


CODES = ["0x80070057", "ERR-42", "err42", "v2.1", "E04", "e4", "C++"]


def test_finds_codes(index, ids):
    index(document(1, "Sale 0x80070057, ERR-42, v2.1, E04 en C++"), document(2, "Sale 0x80070058, ERR-43, v3.1, E05 en C"))

    assert {code: ids(code)[0] for code in CODES} == dict.fromkeys(CODES, 1)


NAMED = ["0x80070057", "ERR-42", "E1234", "E04"]


@pytest.mark.parametrize("code", NAMED)
def test_a_code_among_other_words_brings_what_names_it_first(index, ids, code):
    asked = f"me sale el error {code} cuando quiero actualizar la impresora de la oficina"
    others = ("ERR-43", "E05", "0x80070058", "v3.1", "E1235", "wi-fi")
    index(
        document(1, "Ayuda", "es", f"Dice {code} junto a {' '.join(others)} en la pantalla " + "y nada de lo que intento lo arregla " * 20),
        *(document(n, "Error al actualizar la impresora de la oficina", "es", "Sale cuando quiero actualizar.") for n in range(2, 9)),
        *(document(n, f"Error {other} de la impresora", "es", f"Sale {other} al actualizar") for n, other in enumerate(others, 10)),
        *(document(n, "Una err cualquiera", "es", "La err 42 veces y la versión 2 con 1 tinta, v2") for n in range(30, 36)),
    )

    assert ids(asked)[0] == 1
    assert ids(asked, natural=True)[0] == 1
    assert ids(f"impresora {code.lower()}")[0] == 1


@pytest.mark.parametrize(
    ("lang", "title", "held", "typed"),
    [
        ("es", "¿Cómo limpio el vidrio?", "La comida se enfría", ("comida", "comer")),
        ("es", "Un cesto para la ropa", "La bomba no se detiene, hay que pararla", ("parar", "paras")),
        ("pt", "Como limpar o vidro", "A comida esfria", ("comida", "comer")),
        ("en", "How can I clean it?", "Two cans of paint", ("cans",)),
    ],
)
def test_no_word_finds_titles_by_the_stem_of_a_stop_word(index, ids, lang, title, held, typed):
    index(document(1, title, lang=lang), document(2, held, lang=lang))

    assert [ids(text, prefer=lang) for text in typed] == [[2]] * len(typed)


def test_only_stop_words_find_titles(index, ids):
    index(document(1, "Para qué es esto", "es", "un texto"), document(2, "Otra cosa"), document(3, "What is it for", "en"))

    assert ids("para que es") == [1]
    assert ids("what is it") == [3]


@pytest.mark.parametrize("typed", ["como se", "la", "de la", "cómo"])
def test_stop_words_of_the_reader_are_none_of_another_language(index, ids, typed):
    index(
        document(1, "Cómo se limpia el filtro de la bomba", "es", "Ábrelo."),
        document(2, "The landlord asks", "en", "The last second: como se dice, de la Serena, see the lavarropas"),
    )

    for options in ({}, {"natural": True, "typing": True}):
        assert ids(typed, prefer="es", **options) == [1]
    assert ids("como se dice", prefer="es") == [2]


def test_the_readers_language_comes_first(index, ids):
    index(document(1, "router reset", "es"), document(2, "router reset", "pt"), document(3, "router reset", "en"))

    assert [ids("router reset", prefer=lang)[0] for lang in ("es", "pt", "en")] == [1, 2, 3]


def test_a_text_clearly_in_another_language_wins_over_the_readers(index, engine):
    index(
        *(document(n, f"Mail server number {n}", "en", "cannot receive any mail from the server") for n in range(1, 40)),
        document(50, "Not for me", "en", "my address is correo at example"),
        *(document(n, f"Recibe correos {n}", "es", "el servidor recibe correos") for n in range(60, 64)),
    )

    for text, first in [("no recibe correos", "es"), ("cannot receive mail server", "en"), ("server number", "en")]:
        for reader in ("en", "es"):
            assert engine.search(SearchRequest(text=text, prefer=reader)).hits[0].lang == first, (text, reader)


def test_a_right_word_that_its_language_lacks_makes_no_question_foreign(index, engine):
    index(
        *(document(n, f"Lavadora {n} ruidosa", "es", "la lavadora hace ruido") for n in range(1, 20)),
        *(document(n, f"Lavadora {n} barulhenta", "pt", "a lavadora faz barulho" + " e roda" * (n > 21)) for n in range(20, 30)),
        document(30, "Balero roto", "pt", "o balero roto da lavadora"),
        document(31, "Roteador roto", "pt", "o roteador ficou roto"),
    )

    for text in ("lavadora rota", "lavadora rota "):
        found = engine.search(SearchRequest(text=text, prefer="es", typing=True, natural=True)).hits
        assert [hit.lang for hit in found if hit.id < 30][:5] == ["es"] * 5
    assert engine.search(SearchRequest(text="lavadora barulhenta", prefer="es")).hits[0].lang == "pt"


def test_the_lexicon_counts_finishes_and_comes_near(index, engine):
    index(document(1, "Lavadora", "es", "lavabo"), document(2, "Lavadora E04"), document(3, "Bomba", "pt"))

    lexicon = engine.lexicon()
    lexicon.read([("body", "es:lavador"), ("codes", "e4"), ("title", "es:lavador"), ("body", "es:nadie")])

    asked = [("body", "es:lavador"), ("codes", "e4"), ("title", "pt:bomb"), ("body", "es:nadie")]
    assert [lexicon.frequency(*each) for each in asked] == [2, 1, 1, 0]
    assert lexicon.beginning("es:lav") == {"es:lavador": 2, "es:lavab": 1}
    assert lexicon.near("es:labador", "lv")["es:lavador"] == 2
    assert lexicon.languages() == {"es": 2, "pt": 1}


def test_a_stop_word_is_never_mended(index, engine):
    index(document(1, "Cambio de clave", "es", "cambio la clave"), document(2, "Come and see", "en", "come along"))

    found = engine.search(SearchRequest(text="como cambio la clave"))

    assert found.mended == {}
    assert [hit.id for hit in found.hits] == [1]


CHAT = [
    ("es", "El teléfono no recibe mensajes", "xq mi celu no recibe msjs", "por qué mi celular no recibe mensajes"),
    ("es", "La impresora no funciona", "q tal no me anda la impresora", "qué tal no me funciona la impresora"),
    ("pt", "O celular não recebe mensagem", "pq vc tb naum recebe msg no cel", "porque você também não recebe mensagem no celular"),
    ("pt", "Como instalar para todos", "pra instalar", "para instalar"),
    ("en", "Printer will not print", "the printer won’t print", "the printer will not print"),
    ("en", "Scanner cannot scan", "scanner can't scan pls", "scanner cannot scan please"),
    ("en", "Password does not work", "my pwd doesnt work", "my password does not work"),
]


@pytest.mark.parametrize("lang, title, short, full", CHAT)
def test_chat_shorthand_finds_what_full_words_find(index, engine, lang, title, short, full):
    others = {"es": "La cámara no tiene señal", "pt": "A câmera não tem sinal", "en": "Camera has no signal"}
    index(document(1, title, lang), *(document(n, text, other) for n, (other, text) in enumerate(others.items(), 2)))

    asked = {text: engine.search(SearchRequest(text=text, prefer=lang)) for text in (short, full)}

    assert asked[short].hits[0].id == 1
    assert [hit.id for hit in asked[short].hits] == [hit.id for hit in asked[full].hits]
    assert asked[short].mended == {}


SAME = [
    ("version 2.1", "v2.1", "versión 2.1", "2.1"),
    ("Windows11", "Windows 11"),
    ("USB-C", "usbc", "usb c"),
    ("wifi", "wi-fi", "wi fi"),
    ("e-mail", "email", "e mail"),
    ("16GB", "16 GB"),
]


@pytest.mark.parametrize("ways", SAME, ids=lambda ways: ways[0])
def test_what_is_written_apart_or_in_one_is_the_same(index, ids, ways):
    index(*(document(n, f"Manual para {way}") for n, way in enumerate(ways)), document(90, "Manual 3.1 para 21 cosas"))

    for way in ways:
        assert set(range(len(ways))) <= set(ids(way)), way
        assert 90 not in ids(way, strict=True), way


@pytest.mark.parametrize("typed", ["E 04", "e 04", "error E 04", "sale e 04 en la lavadora"])
def test_a_code_that_is_typed_apart_is_found(index, ids, typed):
    index(
        document(1, "La lavadora marca E04", "es", "En la pantalla sale E04."),
        *(document(n, f"Un error en la lavadora {n}", "es", "Sale agua.") for n in range(2, 8)),
        document(9, "Lavadora de 4 kilos", "es", "A las 4 sale el agua."),
    )

    assert ids(typed, prefer="es")[0] == 1
    assert ids(f"{typed} ", prefer="es", natural=True, typing=True)[0] == 1


def test_a_word_is_mended_in_the_readers_language_first(index, engine):
    index(
        document(1, "Washing machine is noisy", "en", "the machine makes strange noises"),
        *(document(n, "La noche oscura", "es", "moise de la noche") for n in range(2, 9)),
        *(document(n, "A noite", "pt", "noites e noites") for n in range(10, 20)),
    )

    found = {lang: engine.search(SearchRequest(text="machine noide", prefer=lang)) for lang in ("en", "pt")}

    assert found["en"].mended == {"noide": "en:nois"}
    assert [hit.id for hit in found["en"].hits] == [1]
    assert engine.search(SearchRequest(text="the machine makes noide", prefer="pt")).mended == {"noide": "en:nois"}
    assert engine.search(SearchRequest(text="noide", prefer="pt")).mended == {"noide": "pt:noit"}


def test_a_tag_counts_for_words(index, engine):
    index(document(1, "Algo pasa", "es", "Desde ayer", tags=("ruido", "sin-agua")), document(2, "Un poco de rudo", "es", "rudos"))

    asked = {text: engine.search(SearchRequest(text=text)) for text in ("ruido", "agua")}

    assert {text: [hit.id for hit in found.hits] for text, found in asked.items()} == {"ruido": [1], "agua": [1]}
    assert asked["ruido"].mended == {}
