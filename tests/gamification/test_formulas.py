import pytest
from django.core.exceptions import ValidationError

from gamification.formulas import Least, parse

KNOWN = frozenset({"points", "solutions", "days"})


@pytest.mark.parametrize(
    "text, figures, holds",
    [
        ("points >= 10", {"points": 10}, True),
        ("points > 10", {"points": 10}, False),
        ("points >= 10 and solutions >= 2", {"points": 10, "solutions": 1}, False),
        ("points >= 10 or solutions >= 2", {"points": 10}, True),
        ("not (points >= 10) and days == 0", {}, True),
        ("points > days", {"points": 3, "days": 2}, True),
    ],
)
def test_a_formula_over_figures(text, figures, holds):
    assert parse(text, KNOWN).holds(figures) is holds


def test_a_plain_list_of_least_values_says_what_is_asked():
    assert parse("points >= 10 and (solutions > 2 and days >= 1)", KNOWN).needs == (
        Least("points", 10),
        Least("solutions", 3),
        Least("days", 1),
    )
    assert parse("points >= 10 or days >= 1", KNOWN).needs == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "points",
        "true",
        "1 > 0",
        "fame >= 1",
        "points >= ",
        "points >= 'a'",
        "9**9**9 > points",
        "points =~ 'a+'",
        "[p for p in points]",
        "points.__class__",
        "points >= 1 " + "and points >= 1 " * 40,
        "(" * 150 + "points > 1" + ")" * 150,
    ],
)
def test_anything_else_is_refused_with_a_reason(text):
    with pytest.raises(ValidationError):
        parse(text, KNOWN)
