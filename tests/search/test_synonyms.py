"""Synonyms that managers write: how lines are read, and what they expand."""

import pytest

from core.viewer import HOUSE
from search.actions.synonyms import add_synonym, delete_synonym, import_synonyms, switch_synonym
from search.models import RuleChange, Synonym
from search.synonyms import MOST_ALSO, MOST_EXPANDED, BadLine, Synonyms, current, exported, parse


def also(text, *lines, lang="es"):
    """The terms that each word of ``text`` is also found by."""
    found = Synonyms(("es", line) for line in lines).of(text.split(), lang)
    return {word: [" ".join(term.partition(":")[2] for term in other.terms) for other in others] for word, others in found.items()}


@pytest.mark.parametrize(
    "text, tidy",
    [
        ("tv, televisor", "tv, televisor"),
        ("  tv ,televisor , tv", "tv, televisor"),
        ("wifi,wi-fi=>red  inalámbrica", "wifi, wi-fi => red inalámbrica"),
        ("a\tb , c", None),
        ("Wi‑Fi, wifi", "Wi‑Fi, wifi"),
    ],
)
def test_lines_are_tidied(text, tidy):
    if tidy is None:
        with pytest.raises(BadLine):
            parse(text + " => => x")
    else:
        assert str(parse(text)) == tidy
        assert parse(str(parse(text))) == parse(text)


@pytest.mark.parametrize(
    "text, code",
    [
        ("", "empty"),
        ("tv", "alone"),
        ("tv, tv", "alone"),
        ("tv =>", "empty"),
        ("=> tv", "empty"),
        ("a => b => c", "arrows"),
        (", ,", "empty"),
        ("x" * 400, "long"),
        ("uno dos tres cuatro cinco seis siete, ocho", "long"),
        ("!!!, ???", "stop_words"),
        ("\x00, tv", "alone"),
    ],
)
def test_what_is_no_line_is_refused(text, code):
    with pytest.raises(BadLine) as refused:
        parse(text)
    assert refused.value.code == code


def test_both_ways_and_one_way():
    assert also("mi televisor", "tv, televisor") == {"televisor": ["tv"]}
    assert also("mi tv", "tv, televisor") == {"tv": ["televisor"]}
    assert also("mi tv", "tv => televisor") == {"tv": ["televisor"]}
    assert also("mi televisor", "tv => televisor") == {}


def test_accents_plurals_and_ways_of_writing():
    assert also("los Televisores", "tv, televisor") == {"Televisores": ["tv"]}
    assert also("el wi-fi", "wifi => internet") == {"wi-fi": ["internet"]}
    assert also("el wifi", "wi-fi => internet") == {"wifi": ["internet"]}


def test_several_words_on_either_side():
    assert also("wifi", "wifi => red inalámbrica") == {"wifi": ["red inalambr"]}
    found = also("la red inalámbrica falla", "red inalámbrica => wifi")
    assert found == {"red": ["wifi"], "inalámbrica": ["wifi"]}
    assert also("la red es lenta e inalámbrica", "red inalámbrica => wifi") == {}


def test_stop_words_inside_a_phrase_do_not_part_it():
    assert also("centro servicio", "centro de servicio => agencia") == {"centro": ["agenci"], "servicio": ["agenci"]}


def test_each_language_has_its_own():
    assert also("television", "television => tele", lang="en") == {}
    everywhere = Synonyms([("", "acme 3000, ac3k")])
    for lang in ("es", "pt", "en"):
        assert everywhere.of(["ac3k"], lang)


def test_expansion_has_a_limit():
    line = ", ".join(f"palabra{number}" for number in range(20))
    assert len(also("palabra0", line)["palabra0"]) == MOST_ALSO

    lines = [f"cosa{number}, otra{number}" for number in range(100)]
    found = also(" ".join(f"cosa{number}" for number in range(100)), *lines)
    assert sum(map(len, found.values())) == MOST_EXPANDED


def test_a_long_question_is_expanded_in_no_time():
    lines = [f"cosa{number} rara, otra{number} más" for number in range(2_000)]

    assert also("no hay nada que ver aquí " * 2_000, *lines) == {}


@pytest.mark.django_db
class TestKept:
    def test_import_and_export_give_the_same_lines(self):
        text = "# televisores\ntv, televisor\nwifi => red inalámbrica\n\nsolo\ntv, televisor\n"

        done = import_synonyms("es", text, HOUSE)

        assert (done.added, done.known, done.refused) == (2, 1, ((5, "alone"),))
        exported_text = "\n".join(exported("es"))
        assert exported_text == "tv, televisor\nwifi => red inalámbrica"
        assert import_synonyms("es", exported_text, HOUSE).known == 2
        assert list(exported("pt")) == []

    def test_changes_work_at_once_and_are_kept(self, django_capture_on_commit_callbacks):
        def finds():
            return bool(current().of(["tv"], "es"))

        assert not finds()
        with django_capture_on_commit_callbacks(execute=True):
            added = add_synonym("es", "tv,televisor", HOUSE)
        assert finds()
        with django_capture_on_commit_callbacks(execute=True):
            switch_synonym(added, HOUSE, on=False)
        assert not finds()
        assert list(exported("es")) == ["# tv, televisor"]
        with django_capture_on_commit_callbacks(execute=True):
            assert add_synonym("es", "tv, televisor", HOUSE) == added
        assert finds()
        with django_capture_on_commit_callbacks(execute=True):
            delete_synonym(added, HOUSE)
        assert not finds()
        assert not Synonym.objects.exists()
        assert list(RuleChange.objects.order_by("pk").values_list("action", flat=True)) == ["made", "off", "on", "deleted"]

    def test_reading_costs_one_query_until_something_changes(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            current()
        with django_assert_num_queries(0):
            current()
