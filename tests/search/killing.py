"""What `test_indexer_killed` runs in a site of its own: somebody changes content all the time, while workers that index it, and build the
index anew, are killed at random. Prints what happened; fails when index and database differ at the end.

Children are forked before anything is opened, so each dies with files, locks and connections of its own.
"""

import json
import multiprocessing
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count, takewhile
from multiprocessing.synchronize import Event

import django

CHANGES = 60
KILLED = 12  # so many at least: the one who changes content goes on until then
LONGEST_LIFE = 0.4
WORKERS = 2
QUESTIONS = 40


def main(seed: int) -> None:
    django.setup()
    from search import indexing
    from search.engines import elasticsearch_index, tantivy

    # Small steps: the more commits, the more places to die at. And who died keeps no other builder away.
    indexing.BATCH, tantivy.COMMIT_EVERY, elasticsearch_index.LEASE = 15, 30, 50  # type: ignore[misc]
    chance = random.Random(seed)
    _wait(_forked(fill))
    enough = multiprocessing.get_context("fork").Event()
    writing = _forked(lambda: change(random.Random(seed), enough))
    killed = 0
    workers: dict[int, float] = {}
    while not _ended(writing):
        while len(workers) < WORKERS:
            workers[_forked(work)] = time.monotonic() + chance.uniform(0.05, LONGEST_LIFE)
        for pid in [pid for pid, until in workers.items() if until < time.monotonic()]:
            os.kill(pid, signal.SIGKILL)
            _wait(pid, expected=signal.SIGKILL)
            del workers[pid]
            killed += 1
        if killed >= KILLED:
            enough.set()
        time.sleep(0.005)
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
        _wait(pid, expected=signal.SIGKILL)
    print(json.dumps({"killed": killed, **compared()}))


def fill() -> None:
    for _ in range(QUESTIONS):
        _ask(random.Random(1))


def change(chance: random.Random, enough: Event) -> None:
    """What people and moderators do, and now and then somebody who wants a new index: `CHANGES`, and more until ``enough`` is set."""
    from core import jobs
    from core.content import content
    from core.viewer import HOUSE
    from qa.actions.edit import edit_question
    from qa.actions.post_answer import post_answer
    from qa.models import Question, Visibility

    public = Question.objects.filter(visibility=Visibility.PUBLIC)
    for number in takewhile(lambda number: number < CHANGES or not enough.is_set(), count()):
        if number % 12 == 0:
            jobs.start("search.rebuild", HOUSE)
        question = chance.choice(list(public))
        match chance.choice(("ask", "edit", "edit", "answer", "hide", "restore")):
            case "ask":
                _ask(chance)
            case "edit":
                edit_question(question, _author(), title=f"Bomba {number}", body=_text(chance), tags=[])
            case "answer":
                post_answer(question, _author(), _text(chance))
            case "hide":
                content["qa.question"].hide(question.pk, HOUSE, "test")
            case "restore":
                for hidden in Question.objects.filter(visibility=Visibility.HIDDEN)[:1]:
                    content["qa.question"].restore(hidden.pk, HOUSE)


def work() -> None:
    from core.events import relay

    relay.run(threading.Event(), idle_seconds=0.02)


def compared() -> dict[str, int]:
    """Let what the dead left be done, then hold the index against the database: keys, revisions, titles and every passage."""
    from django.utils import timezone

    from core.content import content
    from core.events import relay
    from core.models import Delivery, Job
    from qa.models import Question
    from search.engines import engine
    from search.request import SearchRequest
    from search.results import Readiness
    from search.rows import rows

    while Delivery.objects.filter(done_at=None).update(due_at=timezone.now(), lease_until=None):
        relay.run_until_idle()
    documents = content["qa.question"].documents(Question.objects.values_list("pk", flat=True)).values()
    wanted = {d.key: (d.revision, d.title, sorted(p.shown[0] for p in rows(d).passages)) for d in documents}
    hits = engine().search(SearchRequest(text="bomba", limit=1000)).hits
    held = {hit.key: (hit.revision, hit.title, sorted(passage.text for passage in hit.passages)) for hit in hits}
    assert held == wanted, {key: (held.get(key), wanted.get(key)) for key in held.keys() ^ wanted.keys()} or "texts differ"
    assert (engine().count(), len(hits), engine().readiness()) == (len(wanted), len(wanted), Readiness.READY)
    assert not Delivery.objects.exclude(dead_at=None).exists()
    engine().drop()
    return {"documents": len(wanted), "rebuilds": Job.objects.filter(kind="search.rebuild", state=Job.State.DONE).count()}


def _ask(chance: random.Random) -> None:
    from qa.actions.ask_question import ask_question

    ask_question(_author(), title=f"Bomba {chance.randrange(10**6)}", body=_text(chance), lang="es", tags=())


def _author() -> "Viewer":  # type: ignore[name-defined]  # noqa: F821  # Django is not set up when this file is read
    from accounts.models import User
    from accounts.viewer import viewer_of

    author, _ = User.objects.get_or_create(username="ana", defaults={"email": "ana@example.test"})
    return replace(viewer_of(author), trust=3, may_post=True)


def _text(chance: random.Random) -> str:
    return " ".join(f"palabra{chance.randrange(10**6)}" for _ in range(chance.randrange(5, 150)))


def _forked(run: Callable[[], None]) -> int:
    if pid := os.fork():
        return pid
    try:
        run()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def _ended(pid: int) -> bool:
    found, status = os.waitpid(pid, os.WNOHANG)
    assert not status, "the one who changes content failed"
    return bool(found)


def _wait(pid: int, expected: int = 0) -> None:
    status = os.waitpid(pid, 0)[1]
    assert status == expected, f"a child ended with {status}"


if __name__ == "__main__":
    main(int(sys.argv[1]))
