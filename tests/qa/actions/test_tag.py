import pytest

from qa.actions.tag import put_tags
from qa.models import Tag
from qa.tagging import clean, parse, tags_named

pytestmark = pytest.mark.django_db


def test_tags_come_and_go_with_their_counts(question):
    assert put_tags(question, ["drum", "error-e04"])
    assert not put_tags(question, ["error-e04", "drum"])

    assert dict(Tag.objects.values_list("slug", "count")) == {"drum": 1, "brisa-9": 0, "error-e04": 1}


@pytest.mark.parametrize(
    "raw, name", [(" Código E04 ", "código-e04"), ("C++", "c++"), ("<b>x</b>", "bxb"), ("..", ""), ("ＦＵＬＬ", "full")]
)
def test_one_spelling(raw, name):
    assert clean(raw) == name


def test_a_field_is_parsed_once_each():
    assert parse("Drum, drum;pump  E04") == ["drum", "pump", "e04"]


def test_names_that_differ_in_accents_alone_are_one_tag():
    first, second = tags_named(["código"])["código"], tags_named(["codigo"])["codigo"]

    assert first == second
    assert tags_named(["c++", "c#", "c"]).keys() == {"c++", "c#", "c"}
    assert Tag.objects.filter(slug__startswith="c").exclude(slug="codigo").count() == 3
