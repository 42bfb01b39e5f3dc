"""How a change gets into the index: at once, the newest state, whole."""

import threading

import pytest

from search.engines.protocol import Changes
from search.request import SearchRequest
from search.results import Readiness
from tests.support.documents import document


def test_an_update_is_seen_by_the_next_search(index, ids):
    index(document(1, "bomba"))
    before = ids("bomba")
    index(document(1, "filtro", revision=2))

    assert (before, ids("bomba"), ids("filtro")) == ([1], [], [1])


def test_what_is_gone_is_gone_at_once_and_comes_back(index, engine, ids):
    index(document(1, "bomba", revision=3), document(2, "bomba"))
    engine.update(["qa.question:1", "qa.question:99"], lambda: Changes(gone=("qa.question:1", "qa.question:99")))
    gone = ids("bomba"), engine.count(), engine.search(SearchRequest(text="bomba", facets=True)).facets["kind"]
    index(document(1, "bomba", revision=4))
    back = sorted(ids("bomba"))
    index(document(1, "filtro", revision=5))

    assert gone == ([2], 1, {"qa.question": 1})
    assert back == [1, 2]
    assert (ids("bomba"), ids("filtro"), engine.count()) == ([2], [1], 2)


def test_a_change_of_permission_counts_at_once_though_it_raises_no_revision(index, engine):
    def seen():
        found = engine.search(SearchRequest(text="bomba", facets=True))
        return found.total, found.facets.get("kind", {})

    index(document(1, "bomba", audiences=("public",)))
    public = seen()
    index(document(1, "bomba", audiences=("staff",)))
    hidden = seen()
    index(document(1, "bomba", audiences=("public",)))

    assert (public, hidden, seen()) == ((1, {"qa.question": 1}), (0, {}), (1, {"qa.question": 1}))


def test_votes_land_though_they_raise_no_revision(index, ids):
    index(document(1, "bomba", score=1), document(2, "bomba", score=2))
    index(document(1, "bomba", score=3))

    assert ids("bomba", sort="votes") == [1, 2]


def test_a_revision_that_went_back_lands_too(index, ids):
    index(document(1, "bomba", revision=9))
    index(document(1, "filtro", revision=2))

    assert (ids("bomba"), ids("filtro")) == ([], [1])


def test_a_shorter_text_leaves_no_passages_behind(index, engine):
    long = " ".join(f"Frase número {n} que habla de todo un poco." for n in range(60))
    index(document(1, "Guía", "es", long + " Al final está el zeppelin. " + long))
    index(document(1, "Guía", "es", "Corta, con bomba.", revision=2))

    [hit] = engine.search(SearchRequest(text="guía")).hits
    assert [passage.text for passage in hit.passages] == ["Corta, con bomba."]
    assert engine.search(SearchRequest(text="zeppelin")).total == 0


def test_who_read_first_and_wrote_last_does_not_win(engine, ids):
    """A slow writer has read; another one changes the same document meanwhile, or as soon as it is its turn."""
    key, others = "qa.question:1", []

    def slowly():
        others.append(threading.Thread(target=engine.update, args=([key], lambda: Changes((document(1, "nueva"),)))))
        others[0].start()
        others[0].join(1)
        return Changes((document(1, "vieja", "es", "larga " * 300),))

    engine.update([key], slowly)
    others[0].join()

    assert (ids("vieja"), ids("larga"), ids("nueva")) == ([], [], [1])


def test_who_read_what_is_gone_does_not_bring_it_back(index, engine, ids):
    index(document(1, "vieja"))
    key, others = "qa.question:1", []

    def slowly():
        others.append(threading.Thread(target=engine.update, args=([key], lambda: Changes(gone=(key,)))))
        others[0].start()
        others[0].join(1)
        return Changes((document(1, "vieja", revision=5),))

    engine.update([key], slowly)
    others[0].join()

    assert (ids("vieja"), engine.count()) == ([], 0)


def test_a_change_before_the_first_build_starts_a_partial_index(unbuilt, ids):
    missing = unbuilt.search(SearchRequest(text="bomba")).readiness, unbuilt.readiness()
    unbuilt.update(["qa.question:1"], lambda: Changes((document(1, "bomba"),)))

    assert missing == (Readiness.MISSING, Readiness.MISSING)
    assert ids("bomba") == [1]
    assert unbuilt.search(SearchRequest(text="bomba")).readiness is Readiness.PARTIAL
    assert unbuilt.readiness() is Readiness.PARTIAL


@pytest.mark.parametrize("number", [1, 400])
def test_many_documents_in_one_change(index, engine, number):
    index(*(document(n, f"bomba {n}") for n in range(number)))

    assert (engine.count(), engine.search(SearchRequest(text="bomba")).total) == (number, number)
