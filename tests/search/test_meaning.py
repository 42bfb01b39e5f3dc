"""Nearness in meaning: other words for the same, words nobody foresaw, and what happens without the vectors."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from search import meaning, vector_files
from search.meaning import Meant, model
from search.vector_files import NoVectors


def meant(question, title="", opening="", *passages):
    return Meant(question, lambda word: 1.0).measures(title, opening, passages)


@pytest.mark.parametrize(
    "question, right, wrong",
    [
        ("remove a printer", "Delete a printing device", "Invite a new colleague"),
        ("imprimir fotos", "Impresión de fotografías", "Crear una carpeta"),
        ("mensaje sin enviar", "Los mensajes no se envían", "Cambiar la contraseña"),
        ("mensagem", "Mensagens de correio", "Alterar o idioma"),
    ],
)
def test_what_says_it_in_other_words_is_nearer(question, right, wrong):
    assert all(one > other for one, other in zip(meant(question, right, right, right), meant(question, wrong, wrong, wrong), strict=True))


def test_the_same_words_are_as_near_as_can_be_whatever_their_case_and_punctuation():
    assert meant("remove printer", "Remove printer!", "", "«Remove» (printer)") == pytest.approx((1, 1, 1, 1), abs=1e-5)


def test_opening_and_passage_count_apart():
    nearest, title, said, said_early = meant("remove printer", "Notes", "About paper", "Remove the printer")

    assert nearest > title
    assert said == pytest.approx(1, abs=1e-5)
    assert said_early < 0.5


@pytest.mark.parametrize("text", ["", " ", "…", "x" * 5_000, "\ud800", "日本語 😀", "\x00", "a " * 10_000])
def test_any_text_can_be_measured(text):
    for found in (meant(text, "Title", "Opening", "Passage"), meant("remove printer", text, text, text)):
        assert all(0 <= measure <= 1.00001 for measure in found)


@pytest.mark.parametrize(
    "word, pieces",
    [
        ("printing", "▁printing"),
        ("impresora", "▁im pres ora"),
        ("desfragmentar", "▁des fragment ar"),
        ("ñ", "▁ ñ"),
        ("😀", "▁ <0xF0> <0x9F> <0x98> <0x80>"),
    ],
)
def test_a_word_is_cut_into_its_commonest_pieces(word, pieces):
    assert model().cut(word) == [model().pieces[piece] for piece in pieces.split()]


def test_what_is_kept_has_a_limit_and_many_may_read_at_once(monkeypatch):
    """Questions are answered while what is kept begins anew, again and again."""
    monkeypatch.setattr(meaning, "MOST_WORDS", 50)
    monkeypatch.setattr(model(), "kept", model()._empty())
    expected = meant("remove printer", "Delete device", "Opening words", "Passage of words")

    with ThreadPoolExecutor(8) as several:
        others = [several.submit(meant, f"remove printer{n}", f"word{n} word{n + 1}", "", f"and{n}") for n in range(200)]
        same = [several.submit(meant, "remove printer", "Delete device", "Opening words", "Passage of words") for _ in range(200)]

    assert all(future.result() == pytest.approx(expected, abs=1e-5) for future in same)
    assert all(future.result() for future in others)
    assert len(model().kept.rows) <= 50


def test_check_says_when_the_vectors_are_missing(monkeypatch):
    monkeypatch.setattr(vector_files, "VECTORS_FILE", "wordllama/weights/gone.safetensors")

    with pytest.raises(SystemCheckError, match="word vectors"):
        call_command("check")


def test_other_vectors_than_those_that_were_learned_with_are_refused(monkeypatch):
    monkeypatch.setattr(vector_files, "SIZES", (1, 1))

    with pytest.raises(NoVectors, match="other vectors"):
        vector_files.files()


def test_nothing_is_read_before_the_first_search():
    assert _said_by("import search.ranking; from search.meaning import model; print(model.cache_info().currsize)") == "0"


def test_a_process_that_does_not_search_needs_no_numpy():
    """Nor do its checks and its addresses, which bring every room's views in."""
    code = "from django.core.management import call_command; call_command('check'); import config.urls, sys; print('numpy' in sys.modules)"

    assert _said_by(code).endswith("False")


def _said_by(code):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run([sys.executable, "-c", f"import django; django.setup(); {code}"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.django_db(transaction=True)
def test_a_result_says_that_it_is_near_in_other_words(ask, deliver_all, client):
    ask("Delete an old printer", lang="en")
    ask("Invite a new printer", lang="en")
    ask("Remove stains of coffee", lang="en")
    deliver_all()

    found = client.get("/api/v1/search/", {"q": "remove printer"}, headers={"Accept-Language": "en"}).json()["results"]
    page = client.get("/search/", {"q": "remove printer"}, headers={"Accept-Language": "en"}).text

    assert [row["title"] for row in found if "meaning" in row["why"]] == ["Delete an old printer"]
    assert page.count("It is close to what you asked, in other words.") == 1
