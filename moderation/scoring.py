"""How much a flag weighs, and what an item's evidence adds up to (domain.md, Moderation: Score). Pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log

from core.viewer import Viewer
from moderation.models import FlagReason

STAFF_TRUST = 5
TAKE_ACTION = 5
# What must not stay up for an hour weighs more.
REASON_BONUS = {FlagReason.PERSONAL_DATA: 2.0, FlagReason.UNSAFE: 1.0, FlagReason.INSULT: 1.0}

ACCURACY_AFTER = 5
EXPECTED_ACCURACY = 0.7

# Flags from one network within this time are one voice.
LINKED_WITHIN = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Report:
    """What the score needs of a flag. ``network`` is empty when it says nothing."""

    weight: float
    network: str
    at: datetime


def flag_weight(reporter: Viewer, reason: str, *, take_action: bool = False, upheld: int = 0, decided: int = 0) -> float:
    """1 + trust (staff 5) + the reason's bonus + 5 for "take action" + accuracy; never below 0."""
    trust = STAFF_TRUST if reporter.is_staff else reporter.trust
    bonus = REASON_BONUS.get(FlagReason(reason), 0.0)
    weight = 1 + trust + bonus + (TAKE_ACTION if take_action else 0) + accuracy_bonus(upheld, decided)
    return round(max(weight, 0.0), 2)


def accuracy_bonus(upheld: int, decided: int) -> float:
    """Once 5 of a person's flags were decided: the distance of their share upheld from 70 %, × 5 × log4 of their number."""
    if decided < ACCURACY_AFTER:
        return 0.0
    return (upheld / decided - EXPECTED_ACCURACY) * 5 * log(decided, 4)


def voices(reports: Iterable[Report]) -> list[float]:
    """The weight of each unlinked reporter. Reports of one network, each within 60 minutes of the last, are one voice: the heaviest."""
    weights: list[float] = []
    latest: dict[str, tuple[datetime, int]] = {}
    for report in sorted(reports, key=lambda report: report.at):
        at, voice = latest.get(report.network, (None, -1)) if report.network else (None, -1)
        if at is not None and report.at - at <= LINKED_WITHIN:
            weights[voice] = max(weights[voice], report.weight)
        else:
            voice = len(weights)
            weights.append(report.weight)
        if report.network:
            latest[report.network] = (report.at, voice)
    return weights


def total(reports: Iterable[Report], rule_weights: Iterable[float]) -> float:
    return round(sum(voices(reports)) + sum(rule_weights), 2)
