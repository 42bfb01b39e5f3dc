from itertools import pairwise

import pytest

from gamification.ranks import RANKS, next_rank, rank_of


@pytest.mark.parametrize(
    "points, solutions, rank",
    [
        (0, 0, "newcomer"),
        (-20, 0, "newcomer"),
        (10, 0, "neighbour"),
        (5000, 2, "neighbour"),
        (150, 3, "helper"),
        (1000, 25, "mentor"),
        (5000, 100, "pillar"),
    ],
)
def test_the_hardest_rank_whose_needs_are_met(points, solutions, rank):
    assert rank_of({"points": points, "solutions": solutions}).key == rank


def test_the_next_rank_shows_what_is_missing():
    rank, needs = next_rank({"points": 200, "solutions": 1})

    assert rank.key == "helper"
    assert [(need.have, need.need, need.met) for need in needs] == [(200, 150, True), (1, 3, False)]


def test_at_the_top_there_is_no_next():
    assert next_rank({"points": 9999, "solutions": 999}) is None


def test_each_rank_is_harder_than_the_one_after_it():
    assert [rank.level for rank in RANKS] == sorted((rank.level for rank in RANKS), reverse=True)
    for harder, easier in pairwise(RANKS):
        asked = {need.name: need.least for need in harder.formula.needs}
        assert all(asked[need.name] >= need.least for need in easier.formula.needs)
