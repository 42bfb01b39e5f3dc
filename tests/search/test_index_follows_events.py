import shutil
from pathlib import Path

import pytest
from django.conf import settings

from core.content import content
from core.events import ContentImported, record
from core.models import Delivery
from core.viewer import GUEST, HOUSE
from qa.actions.edit import edit_question
from qa.actions.retract import retract, unretract
from search.changes import CONSUMER
from search.engines import engine
from search.engines.protocol import EngineBusy
from search.request import SearchRequest
from search.results import Readiness
from search.selectors import search

pytestmark = pytest.mark.django_db(transaction=True)


def found(text, viewer=GUEST, **options):
    return [row.card.id for row in search(SearchRequest(text=text, **options), viewer).rows]


def test_a_question_is_found_once_its_event_was_delivered(ask, deliver_all):
    question = ask("La lavadora no centrifuga")

    deliver_all()

    assert found("lavadoras centrifugar") == [question.pk]


def test_an_answer_is_found_through_its_question(ask, answer, deliver_all):
    question = ask("No enciende")
    answer(question, "Revisa el **termostato** del tablero.")

    deliver_all()

    assert found("termostatos") == [question.pk]


def test_an_edit_replaces_the_old_words(ask, regular, deliver_all):
    question = ask("Problema con la estufa", "La estufa suelta humo")
    deliver_all()

    edit_question(question, regular, title="Problema con el horno", body="El horno suelta humo", tags=[])
    deliver_all()

    assert (found("estufa"), found("horno")) == ([], [question.pk])


def test_what_is_hidden_is_gone_and_comes_back_when_restored(ask, deliver_all):
    question = ask("Fuga de agua en el refrigerador")
    deliver_all()

    content["qa.question"].hide(question.pk, HOUSE, "spam")
    deliver_all()
    hidden = found("refrigerador")
    content["qa.question"].restore(question.pk, HOUSE)
    deliver_all()

    assert (hidden, found("refrigerador")) == ([], [question.pk])


def test_what_its_author_took_back_is_gone_until_that_is_undone(ask, answer, viewer, deliver_all):
    question = ask("No enfría de noche")
    posted = answer(question, "Revisa el termostato")
    deliver_all()

    retract("qa.answer", posted.pk, viewer(posted.author))
    deliver_all()
    gone = found("termostato")
    unretract("qa.answer", posted.pk, viewer(posted.author))
    deliver_all()

    assert (gone, found("termostato")) == ([], [question.pk])


def test_a_hidden_answer_takes_its_words_along(ask, answer, deliver_all):
    posted = answer(ask("No enciende"), "Cambia el fusible cerámico")
    deliver_all()

    content["qa.answer"].hide(posted.pk, HOUSE, "wrong")
    deliver_all()

    assert found("fusible cerámico") == []


def test_waiting_changes_share_one_commit(ask, deliver_all, monkeypatch):
    for number in range(5):
        ask(f"Pregunta {number} sobre persianas")
    commits = []
    real = engine().update
    monkeypatch.setattr(engine(), "update", lambda keys, load: (commits.append(list(keys)), real(keys, load)))

    deliver_all()

    assert len(commits) == 1
    assert len(found("persianas")) == 5


def test_an_import_is_indexed_by_its_range(ask, deliver_all):
    from django.db import transaction

    questions = [ask(f"Aspiradora {number}") for number in range(3)]
    Delivery.objects.all().delete()
    with transaction.atomic():
        record(ContentImported("dump", "qa.question", questions[0].pk, questions[1].pk))

    deliver_all()

    assert sorted(found("aspiradora")) == [questions[0].pk, questions[1].pk]


def test_an_imported_answer_brings_its_question(ask, answer, deliver_all):
    from django.db import transaction

    posted = answer(ask("No enciende"), "Falta el condensador")
    Delivery.objects.all().delete()
    with transaction.atomic():
        record(ContentImported("dump", "qa.answer", posted.pk, posted.pk))

    deliver_all()

    assert found("condensador") == [posted.question_id]


def test_who_finds_the_index_taken_comes_again(ask, deliver_all, monkeypatch):
    monkeypatch.setattr("search.engines.generations.PATIENCE", 0)
    question = ask("Batidora ruidosa")

    with engine().generations.writing():
        deliver_all(may_fail=True)
    waiting = Delivery.objects.get(consumer=CONSUMER, done_at=None)
    Delivery.objects.update(due_at=waiting.event.at)
    refused = waiting.last_error
    deliver_all()

    assert EngineBusy.__name__ in refused
    assert found("batidora") == [question.pk]


def test_a_deleted_index_answers_nothing_and_is_built_again(ask, deliver_all):
    from search.periodic import build_missing_index

    question = ask("Cafetera con fuga")
    deliver_all()
    shutil.rmtree(settings.SEARCH_INDEX)

    missing = search(SearchRequest(text="cafetera"), GUEST)
    build_missing_index()
    deliver_all()

    assert (missing.rows, missing.total, missing.readiness) == ((), 0, Readiness.MISSING)
    assert found("cafetera") == [question.pk]
    assert engine().readiness() is Readiness.READY


def test_a_change_after_the_index_was_deleted_starts_a_partial_one(ask, deliver_all):
    ask("Tostadora vieja")
    deliver_all()
    shutil.rmtree(settings.SEARCH_INDEX)

    question = ask("Tostadora nueva")
    deliver_all()

    assert found("tostadora") == [question.pk]
    assert engine().readiness() is Readiness.PARTIAL


@pytest.mark.parametrize("damage", ["meta.json", "everything"])
def test_a_damaged_index_counts_as_missing(ask, deliver_all, damage):
    ask("Licuadora rota")
    deliver_all()
    generation = next(path for path in Path(settings.SEARCH_INDEX).iterdir() if path.is_dir())
    for path in (generation / "documents").iterdir():
        if damage == "everything" or path.name == damage:
            path.write_bytes(b"\x00not an index")

    results = search(SearchRequest(text="licuadora"), GUEST)

    assert (results.rows, results.readiness) == ((), Readiness.MISSING)


def test_a_build_that_fails_is_not_asked_for_again_and_again(monkeypatch, deliver_all):
    from core.models import Job
    from search import indexing
    from search.periodic import build_missing_index

    def fail(*_):
        raise OSError("no space left")

    monkeypatch.setattr(indexing, "rebuild", fail)

    for _ in range(3):
        build_missing_index()
        deliver_all(may_fail=True)

    [job] = Job.objects.all()
    assert (job.state, job.message) == (Job.State.FAILED, "no space left")
