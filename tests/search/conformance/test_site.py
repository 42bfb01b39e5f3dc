"""The whole way, from what people do to what pages show, on each engine."""

import time

import pytest

from core.content import content
from core.ports import suggester
from core.viewer import GUEST, HOUSE
from qa.actions.edit import edit_question
from qa.actions.vote import vote
from search import indexing
from search.request import SearchRequest
from search.selectors import search
from tests.support.payloads import active

pytestmark = pytest.mark.django_db(transaction=True)


def asked(text, viewer=GUEST, **options):
    return search(SearchRequest(text=text, **options), viewer)


def titles(text, viewer=GUEST):
    return [row.card.title for row in asked(text, viewer).rows]


@pytest.mark.timed
def test_what_is_written_is_found_within_two_seconds(site, ask, deliver_all):
    ask("La bomba gotea")
    deliver_all()
    titles("bomba")

    started = time.monotonic()
    ask("La bomba zumba")
    deliver_all()
    found = titles("zumba")

    assert found == ["La bomba zumba"]
    assert time.monotonic() - started < 2


def test_what_is_written_and_edited_is_found_by_its_new_words(site, ask, regular, deliver_all):
    question = ask("La bomba zumba", tags=("bombas",))
    deliver_all()
    found = titles("zumba")
    edit_question(question, regular, title="La bomba silba", body="Silba", tags=[])
    deliver_all()

    assert found == ["La bomba zumba"]
    assert (titles("zumba"), titles("silbar")) == ([], ["La bomba silba"])


def test_what_is_hidden_is_gone_before_the_index_knows_and_after(site, ask, deliver_all):
    question = ask("Secreto de la mermelada", "Lleva zarzamora")
    ask("La mermelada de casa", "Lleva higos")
    deliver_all()

    content["qa.question"].hide(question.pk, HOUSE, "spam")
    before = asked("mermelada", facets=True)
    deliver_all()
    after = asked("mermelada", facets=True)

    for found in (before, after):
        assert [row.card.title for row in found.rows] == ["La mermelada de casa"]
        assert (found.total, found.facets["kind"]) == (1, {"qa.question": 1})
    assert asked("zarzamora").rows == ()


def test_highlights_break_no_html(site, ask, deliver_all):
    ask("<b>Lavadoras</b> & <script>alert(1)</script>", "Configuración <img src=x onerror=alert(1)> de lavadoras & «más»")
    deliver_all()

    [row] = asked("configuracion lavadora").rows

    assert "<mark>Lavadoras</mark>" in row.title_html
    assert "<mark>Configuración</mark>" in row.snippet_html
    assert not active(row.title_html)
    assert not active(row.snippet_html)


def test_says_what_was_meant_and_finds_it(site, ask, deliver_all):
    ask("Lavadora con ruido")
    deliver_all()

    found = asked("labadora ruido")

    assert (found.meant, [row.card.title for row in found.rows]) == ("lavadora ruido", ["Lavadora con ruido"])


def test_what_is_similar_comes_without_itself_and_without_what_is_hidden(site, ask, deliver_all):
    first = ask("La lavadora marca E04 y no desagua", "Desde ayer la lavadora marca el error E04 y no desagua")
    again = ask("Mi lavadora no desagua y marca E04", "La lavadora no desagua: marca E04 desde ayer")
    hidden = ask("Lavadora E04 desagua secreta", "La lavadora secreta marca E04 y no desagua")
    ask("El horno no calienta", "Está frío")
    deliver_all()
    content["qa.question"].hide(hidden.pk, HOUSE, "spam")

    key = f"qa.question:{first.pk}"
    assert [found.id for found in suggester.similar(key, GUEST)] == [again.pk]
    assert [found.id for found in suggester.duplicates(key, GUEST)] == [again.pk]


def test_a_vote_changes_the_order(site, ask, person, viewer, deliver_all):
    first, second = ask("La bomba gotea"), ask("La bomba gotea")
    deliver_all()

    vote(second, viewer(person(trust=3)), 1)
    deliver_all()

    assert [row.card.id for row in asked("bomba", sort="votes").rows] == [second.pk, first.pk]


def test_what_is_written_while_everything_is_built_anew_is_kept(site, ask, deliver_all, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 4)
    questions = [ask(f"Bomba {number}") for number in range(12)]
    later, hidden = [], []

    def meanwhile(done, total, cursor):
        if done in (4, 8):
            later.append(ask(f"Bomba escrita mientras {done}"))
            hidden.append(questions[done - 4])
            content["qa.question"].hide(hidden[-1].pk, HOUSE, "test")
            deliver_all()

    indexing.rebuild(site, meanwhile)

    assert len(later) == 2
    found = {row.card.id for row in asked("bomba", limit=50).rows}
    assert found == {question.pk for question in [*questions, *later]} - {question.pk for question in hidden}
    assert site.count() == len(found)
