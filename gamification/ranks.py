"""Ranks, hardest first. A newcomer changes them here: each names what it needs of a person's points and accepted answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

METRICS = {"points": _("Points"), "solutions": _("Accepted answers")}


@dataclass(frozen=True, slots=True)
class Rank:
    """``level`` 1 to 4 picks the icon; ``needs`` are least values of metrics."""

    key: str
    level: int
    label: Any
    needs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Need:
    label: Any
    have: int
    need: int

    @property
    def met(self) -> bool:
        return self.have >= self.need


RANKS = (
    Rank("pillar", 4, _("Pillar"), {"points": 5000, "solutions": 100}),
    Rank("mentor", 3, _("Mentor"), {"points": 1000, "solutions": 25}),
    Rank("helper", 2, _("Helper"), {"points": 150, "solutions": 3}),
    Rank("neighbour", 1, _("Neighbour"), {"points": 10}),
)
NEWCOMER = Rank("newcomer", 0, _("Newcomer"), {})


def rank_of(metrics: Mapping[str, int]) -> Rank:
    """The hardest rank whose every need is met."""
    return next((rank for rank in RANKS if all(metrics.get(name, 0) >= least for name, least in rank.needs.items())), NEWCOMER)


def next_rank(metrics: Mapping[str, int]) -> tuple[Rank, list[Need]] | None:
    """The rank after the present one with what each need still lacks; None at the top."""
    present = rank_of(metrics)
    harder = [rank for rank in RANKS if rank.level > present.level]
    if not harder:
        return None
    following = harder[-1]
    return following, [Need(METRICS[name], metrics.get(name, 0), least) for name, least in following.needs.items()]
