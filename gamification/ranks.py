"""Ranks, hardest first. A newcomer changes them here: each is a formula over a person's points and accepted answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from gamification.formulas import Formula, parse

METRICS = {"points": _("Points"), "solutions": _("Accepted answers")}


@dataclass(frozen=True, slots=True)
class Rank:
    """``level`` 1 to 4 picks the icon."""

    key: str
    level: int
    label: Any
    needs: str
    """A formula over `METRICS`; empty for who has no rank yet."""

    @property
    def formula(self) -> Formula | None:
        return parse(self.needs, frozenset(METRICS)) if self.needs else None


@dataclass(frozen=True, slots=True)
class Need:
    label: Any
    have: int
    need: int

    @property
    def met(self) -> bool:
        return self.have >= self.need


RANKS = (
    Rank("pillar", 4, _("Pillar"), "points >= 5000 and solutions >= 100"),
    Rank("mentor", 3, _("Mentor"), "points >= 1000 and solutions >= 25"),
    Rank("helper", 2, _("Helper"), "points >= 150 and solutions >= 3"),
    Rank("neighbour", 1, _("Neighbour"), "points >= 10"),
)
NEWCOMER = Rank("newcomer", 0, _("Newcomer"), "")


def rank_of(metrics: Mapping[str, int]) -> Rank:
    """The hardest rank whose formula holds."""
    return next((rank for rank in RANKS if rank.formula and rank.formula.holds(metrics)), NEWCOMER)


def next_rank(metrics: Mapping[str, int]) -> tuple[Rank, list[Need]] | None:
    """The rank after the present one with what each need still lacks; None at the top."""
    present = rank_of(metrics)
    harder = [rank for rank in RANKS if rank.level > present.level]
    if not harder:
        return None
    following = harder[-1]
    needs = following.formula.needs if following.formula else ()
    return following, [Need(METRICS[need.name], metrics.get(need.name, 0), need.least) for need in needs]
