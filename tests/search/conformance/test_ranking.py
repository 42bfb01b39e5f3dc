"""What comes first among what is found, and what comes along."""

import pytest

from search.request import Boost, SearchRequest
from tests.support.documents import document

EXACT = True  # frequencies count: no row of an earlier test may


def test_solved_and_liked_come_first_among_equals(index, ids):
    index(*(document(n, "bomba rota", "es", "igual", solved=n == 2, score=9 * (n == 3)) for n in (1, 2, 3)))

    assert ids("bomba rota")[2] == 1


def test_a_boost_raises_what_it_names_and_says_why(index, engine):
    index(
        document(1, "bomba rota"),
        document(2, "bomba rota", tags=("guía", "otra")),
        document(3, "bomba rota"),
        document(4, "bomba rota", kind="kb.article"),
        document(5, "bomba rota", "pt"),
    )

    def asked(field, value, by):
        return engine.search(SearchRequest(text="bomba rota", boosts=(Boost(field, value, by, "rule:7"),))).hits

    for field, value, named in [("key", "qa.question:3", 3), ("kind", "kb.article", 4), ("tag", "guía", 2), ("lang", "pt", 5)]:
        raised = asked(field, value, 3.0)
        assert (raised[0].id, [hit.id for hit in raised if ("rule:7", 3.0) in hit.factors]) == (named, [named])
        assert asked(field, value, 0.2)[-1].id == named


def test_the_passage_that_answers_comes_along(index, engine):
    filler = "Hoy hace buen tiempo y no pasa nada en la casa. " * 20
    index(document(1, "Ruido", "es", filler + "Para quitar el chirrido engrasa la bisagra. " + filler, accepted="Engrasa con vaselina."))

    [hit] = engine.search(SearchRequest(text="chirrido bisagra")).hits

    assert "engrasa la bisagra" in hit.passages[0].text
    assert hit.answer is not None
    assert hit.answer.text == "Engrasa con vaselina."


def test_what_is_shown_is_what_was_put_in(index, engine):
    index(document(7, "Ümläut «comillas» <b>&amp;</b> 😀", "pt", "texto", tags=("a", "ñ"), score=3, revision=9))

    [hit] = engine.search(SearchRequest(text="umlaut")).hits

    assert (hit.key, hit.kind, hit.id, hit.lang, hit.solved, hit.revision) == ("qa.question:7", "qa.question", 7, "pt", False, 9)
    assert hit.title == "Ümläut «comillas» <b>&amp;</b> 😀"
    assert hit.passages[0].ref == "qa.question:7"


def test_rare_words_weigh_more_than_common_ones(index, ids):
    index(document(1, "bomba zeppelin"), document(2, "bomba agua agua"), *(document(n, "bomba agua") for n in range(3, 20)))

    assert ids("agua zeppelin", natural=True)[0] == 1


def test_two_engines_give_the_same_scores(index, engine, tmp_path):
    from search.engines.protocol import Changes
    from search.engines.tantivy import TantivyEngine

    words = "bomba filtro agua ruido manguera tapa rueda motor correa junta".split()
    texts = (" ".join(words[: n % 9 + 1]) + " de la casa" * (n % 5) for n in range(40))
    corpus = [document(n, f"{words[n % 10]} {words[n % 7]}", "es", text) for n, text in enumerate(texts)]
    index(*corpus)
    other = TantivyEngine(tmp_path / "other")
    other.update([one.key for one in corpus], lambda: Changes(tuple(corpus)))

    for text in ("bomba", "ruido motor", '"bomba filtro"', "manguera -agua", "juntas de la correa"):
        ours, theirs = (each.search(SearchRequest(text=text, limit=40)) for each in (engine, other))
        assert ours.total == theirs.total
        assert {hit.id: hit.score for hit in ours.hits} == pytest.approx({hit.id: hit.score for hit in theirs.hits}, rel=1e-3)
