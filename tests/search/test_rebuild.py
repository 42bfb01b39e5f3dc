import json
import threading

import pytest
from django.core.management import CommandError, call_command

from core.content import content
from core.jobs import start
from core.models import Job
from core.viewer import GUEST, HOUSE
from search import indexing
from search.engines import engine, tantivy
from search.request import SearchRequest
from search.results import Readiness
from search.selectors import search

pytestmark = pytest.mark.django_db(transaction=True)


def ids(text):
    return {row.card.id for row in search(SearchRequest(text=text, limit=100), GUEST).rows}


def test_what_is_written_during_a_rebuild_is_kept(ask, deliver_all, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 5)
    asked = [ask(f"Bomba {number}") for number in range(20)]
    later, hidden = [], []

    def meanwhile(done, total, cursor):
        if done in (5, 15):
            later.append(ask(f"Bomba escrita mientras {done}"))
            hidden.append(asked[done - 5])
            content["qa.question"].hide(hidden[-1].pk, HOUSE, "test")
            deliver_all()

    indexing.rebuild(engine(), meanwhile)

    assert len(later) == 2
    assert ids("bomba") == {question.pk for question in [*asked, *later]} - {question.pk for question in hidden}
    assert engine().readiness() is Readiness.READY


def test_writers_in_other_threads_lose_nothing(ask, deliver_all, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 3)
    for number in range(30):
        ask(f"Bomba {number}")
    deliver_all()
    stop, written = threading.Event(), []

    def write():
        from django.db import connection

        number = 0
        while not stop.is_set():
            key = f"qa.question:{1 + number % 30}"
            indexing.index([key])
            written.append(key)
            number += 1
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            indexing.rebuild(engine(), lambda done, total, cursor: None)
    finally:
        stop.set()
        writer.join()

    assert written
    assert len(ids("bomba")) == 30
    assert engine().count() == 30


def test_a_rebuild_that_failed_goes_on_where_it_stopped(ask, deliver_all, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 5)
    monkeypatch.setattr(tantivy, "COMMIT_EVERY", 5)
    for number in range(20):
        ask(f"Bomba {number}")
    deliver_all()
    kept = {}

    def fail(done, total, cursor):
        kept.update(cursor or {})
        if done == 10:
            raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        indexing.rebuild(engine(), fail)
    batches = []
    adapter = content["qa.question"]
    real = adapter.documents
    monkeypatch.setattr(adapter, "documents", lambda some: batches.append(list(some)) or real(some))
    indexing.rebuild(engine(), lambda done, total, cursor: None, dict(kept))

    assert len([batch for batch in batches if batch]) == 2
    assert len(ids("bomba")) == 20


def test_the_job_shows_its_progress_and_runs_once(ask, deliver_all):
    ask("Bomba")
    first, second = start("search.rebuild", HOUSE), start("search.rebuild", HOUSE)

    deliver_all()

    first.refresh_from_db()
    assert first.pk == second.pk
    assert (first.state, first.done, first.total) == (Job.State.DONE, 1, 1)
    assert ids("bomba")


def test_the_command_says_what_it_did(ask, deliver_all, capsys):
    ask("Bomba")
    deliver_all()

    call_command("rebuild_index")
    with engine().generations.rebuilding(), pytest.raises(CommandError, match="Another rebuild"):
        call_command("rebuild_index")

    assert "1 documents in" in capsys.readouterr().out


def test_an_empty_site_has_an_index_too(db):
    assert indexing.rebuild(engine(), lambda done, total, cursor: None) == 0
    assert engine().readiness() is Readiness.READY


def _beir(folder, **files):
    folder.mkdir()
    content = {
        "corpus.jsonl": [{"_id": "a", "title": "Lavadora", "text": "No centrifuga"}, {"_id": "b", "title": "Horno", "text": "No calienta"}],
        "queries.jsonl": [{"_id": "q1", "text": "lavadoras"}, {"_id": "q2", "text": "horno frío"}, {"_id": "q3", "text": "nadie lo juzgó"}],
    }
    for name, rows in content.items():
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta\t1\nq2\ta\t1\nq2\tb\t2\n")
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


def test_evaluate_search_measures_a_set(tmp_path, capsys):
    call_command("evaluate_search", str(_beir(tmp_path / "tiny-es")), json=True)

    measured = json.loads(capsys.readouterr().out)
    assert {name: measured[name] for name in ("set", "engine", "queries", "hit@1", "hit@5", "hit@10", "mrr@10")} == {
        "set": "tiny-es", "engine": "tantivy", "queries": 2, "hit@1": 100.0, "hit@5": 100.0, "hit@10": 100.0, "mrr@10": 100.0,
    }  # fmt: skip
    assert set(measured) == {"set", "engine", "queries", "hit@1", "hit@5", "hit@10", "mrr@10", "ndcg@10", "map", "p50_ms", "p95_ms"}


@pytest.mark.parametrize(
    "files, complaint",
    [
        ({"corpus_jsonl": "{"}, "corpus.jsonl"),
        ({"queries_jsonl": '{"_id": "q1"}\n'}, "no 'text'"),
        ({"qrels_tsv": "x\nq1 a 1\n"}, "line 2"),
    ],
)
def test_a_broken_set_is_named(tmp_path, files, complaint):
    with pytest.raises(CommandError, match=complaint):
        call_command("evaluate_search", str(_beir(tmp_path / "broken", **files)))


def test_a_missing_set_is_named(tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("evaluate_search", str(tmp_path / "nowhere"))
