"""Building anew beside the index in use: nothing is lost, one at a time, a stopped one goes on."""

import threading

import pytest

from search.engines.protocol import Changes, RebuildRunning
from search.request import SearchRequest
from search.results import Readiness
from tests.support.documents import document


def load(state):
    """What `search.indexing.changes_of` would read: ``state`` maps ids to titles, None for what is gone."""

    def changes(keys):
        ids = [int(key.rpartition(":")[2]) for key in keys]
        return Changes(tuple(document(id, state[id]) for id in ids if state[id]), tuple(f"qa.question:{id}" for id in ids if not state[id]))

    return changes


def test_a_build_holds_what_changed_meanwhile(engine, index, ids):
    index(document(1, "vieja"), document(3, "vieja"))
    state = {1: "nueva", 2: "nueva", 3: None}

    build = engine.build()
    build.add([document(1, "vieja")])
    keys = [f"qa.question:{id}" for id in state]
    engine.update(keys, lambda: load(state)(keys))
    during = sorted(ids("nueva")), ids("vieja")
    build.add([document(2, "vieja"), document(3, "vieja")])
    build.finish(load(state))

    assert during == ([1, 2], [])
    assert (sorted(ids("nueva")), ids("vieja")) == ([1, 2], [])
    assert (engine.count(), engine.readiness()) == (2, Readiness.READY)


def test_a_build_replaces_what_is_no_longer_there(engine, index, ids):
    index(document(1, "bomba"), document(2, "bomba"))

    build = engine.build()
    build.add([document(2, "bomba")])
    before = sorted(ids("bomba"))
    build.finish(lambda keys: Changes())

    assert (before, ids("bomba")) == ([1, 2], [2])


def test_one_build_at_a_time_and_a_stopped_one_goes_on(engine, ids):
    build = engine.build()
    with pytest.raises(RebuildRunning):
        engine.build()
    build.add([document(1, "bomba")])
    build.close()

    again = engine.build(build.name)
    again.add([document(2, "bomba")])
    again.finish(lambda keys: Changes())

    assert again.name == build.name
    assert sorted(ids("bomba")) == [1, 2]
    engine.build().close()


def test_who_asks_for_a_build_that_is_gone_gets_a_new_one(engine, ids):
    build = engine.build()
    build.add([document(1, "bomba")])
    build.close()

    other = engine.build("nobody-knows-it")
    other.add([document(2, "bomba")])
    other.finish(lambda keys: Changes())

    assert other.name != build.name
    assert ids("bomba") == [2]


def test_a_build_turns_a_partial_index_into_a_ready_one(unbuilt, ids):
    unbuilt.update(["qa.question:1"], lambda: Changes((document(1, "bomba"),)))

    build = unbuilt.build()
    build.add([document(1, "bomba"), document(2, "bomba")])
    build.finish(lambda keys: Changes())

    assert sorted(ids("bomba")) == [1, 2]
    assert unbuilt.readiness() is Readiness.READY


def test_writers_in_other_threads_lose_nothing_while_builds_come_and_go(engine):
    """Two writers count documents up, each its own, while everything is built anew three times from what they last said."""
    state = dict.fromkeys(range(6), 0)
    lock, stop, failures = threading.Lock(), threading.Event(), []

    def read(keys):
        with lock:
            return Changes(tuple(document(int(key.rpartition(":")[2]), f"vuelta {state[int(key.rpartition(':')[2])]}") for key in keys))

    def write(mine):
        try:
            while not stop.is_set():
                for id in mine:
                    with lock:
                        state[id] += 1
                    engine.update([f"qa.question:{id}"], lambda id=id: read([f"qa.question:{id}"]))
        except Exception as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(mine,)) for mine in ((0, 1, 2), (3, 4, 5))]
    for writer in writers:
        writer.start()
    try:
        for _ in range(3):
            build = engine.build()
            for id in state:
                build.add(read([f"qa.question:{id}"]).documents)
            build.finish(read)
    finally:
        stop.set()
        for writer in writers:
            writer.join()

    assert not failures
    assert min(state.values()) > 0
    found = {hit.id: hit.title for hit in engine.search(SearchRequest(text="vuelta", limit=20)).hits}
    assert found == {id: f"vuelta {times}" for id, times in state.items()}
