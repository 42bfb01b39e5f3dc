import pytest

from search import analysis
from search.passages import LONGEST, SHORTEST, passages


@pytest.mark.parametrize(
    "lang, one, other",
    [
        ("es", "configuración", "configuracion"),
        ("es", "lavadoras", "lavadora"),
        ("es", "categoría", "categorias"),
        ("es", "técnico", "TECNICOS"),
        ("es", "instalación", "instalaciones"),
        ("pt", "configuração", "configuracao"),
        ("pt", "configurações", "configuração"),
        ("pt", "configuracoes", "configuração"),
        ("pt", "disponível", "disponiveis"),
        ("pt", "referência", "referencias"),
        ("pt", "impressão", "impressao"),
        ("en", "washing", "washed"),
        ("en", "batteries", "battery"),
        ("en", "user's", "users"),
    ],
)
def test_forms_of_one_word_share_a_term(lang, one, other):
    assert analysis.terms(one, lang) == analysis.terms(other, lang)


@pytest.mark.parametrize("lang", analysis.LANGUAGES)
@pytest.mark.parametrize("text", ["E04", "0x80070057", "ERR-42", "v2.1", "RTX3080"])
def test_codes_are_never_stemmed(lang, text):
    assert "".join(term.partition(":")[2] for term in analysis.terms(text, lang)) == analysis.fold(text).replace("-", "").replace(".", "")


@pytest.mark.parametrize(
    "text, codes", [("Wi-Fi", ["wifi"]), ("ERR-42", ["err42"]), ("v2.1", ["v21"]), ("E04", ["e4"]), ("C++", ["c++"]), ("palabra", [])]
)
def test_what_is_written_in_pieces_is_also_one_code(text, codes):
    assert analysis.codes(text) == codes


@pytest.mark.parametrize("lang, text", [("es", "de la que también está"), ("pt", "não são também você"), ("en", "don't we're the of")])
def test_stop_words_go_with_or_without_accents(lang, text):
    assert analysis.terms(text, lang) == []
    assert analysis.terms(analysis.fold(text), lang) == []


def test_words_know_their_places():
    text = "La ﬁltración: ¡Configuración!"

    assert [text[word.start : word.end] for word in analysis.words(text, "es")] == ["ﬁltración", "Configuración"]


def test_each_language_keeps_its_own_terms():
    assert analysis.terms("red", "es") != analysis.terms("red", "en")


def test_passages_lose_and_repeat_nothing():
    text = " ".join(f"w{n}{'.' if n % 17 == 0 else ''}" for n in range(1000))

    cut = list(passages(text))

    assert " ".join(cut) == text
    assert all(SHORTEST <= len(piece.split()) <= LONGEST for piece in cut[:-1])


def test_a_sentence_without_end_is_cut_between_words():
    assert [len(piece.split()) for piece in passages("palabra " * 200)] == [80, 80, 40]


def test_a_passage_ends_with_a_line_or_a_sentence():
    text = "\n".join("palabra " * 70 for _ in range(3)) + "\n" + ("otra " * 64 + "fin. ") * 2

    assert [len(piece.split()) for piece in passages(text)] == [70, 70, 70, 65, 65]


def test_no_text_has_no_passages():
    assert list(passages(" \n ")) == []


@pytest.mark.parametrize("lang", [*analysis.LANGUAGES, analysis.OTHER])
@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "El Wi-Fi (2.4 GHz) da ERR-42, «¿configuración?»: v2.1... y C++/C#, don't we're E04\tO'Brien’s\n\n0x80070057 ﬁn",
        "https://ejemplo.test/a_b-c?x=1|y|z || | ---- ... ’ 'n' 3,5 x\x00y x\x1cz\xa0w\u2028v " + "a" * 90 + " " + "b-" * 40,
        "",
        " \n ",
    ],
)
def test_a_text_in_pieces_has_the_terms_and_codes_of_the_whole(lang, keep, text):
    for _ in range(2):  # the second time from what was kept
        found = analysis.analysed(text.split(), lang, keep_stop_words=keep)

        assert found == (" ".join(analysis.terms(text, lang, keep_stop_words=keep)), " ".join(analysis.codes(text)))
