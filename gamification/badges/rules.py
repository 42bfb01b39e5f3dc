"""What a badge's rule gives a person: pure functions over histories. The one rule of the live award, the backfill and the check."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gamification.badges.series import SERIES, History, Ref, Step
from gamification.formulas import Formula, parse
from gamification.models import Badge
from gamification.ranks import Need

ONCE = "once"


@dataclass(frozen=True, slots=True)
class Earned:
    """What a rule gives: ``key`` tells one award of a badge from another, ``step`` is what completed it."""

    key: str
    at: datetime
    step: Step


def check_badge(badge: Badge) -> None:
    """
    Raises:
        ValidationError: the rule can't be evaluated as it stands, field by field.
    """
    if badge.rule == Badge.Rule.COUNT:
        known = SERIES.get(badge.series)
        if known is None or not known.countable:
            raise ValidationError({"series": _("Choose what is counted.")})
        if badge.threshold < 1:
            raise ValidationError({"threshold": _("At least one.")})
    elif badge.rule == Badge.Rule.FORMULA:
        try:
            formula_of(badge)
        except ValidationError as error:
            raise ValidationError({"formula": error.messages}) from error
        if badge.repeatable:
            raise ValidationError({"repeatable": _("A formula holds or it doesn't: such a badge is earned once.")})


def formula_of(badge: Badge) -> Formula:
    return parse(badge.formula, frozenset(SERIES))


def series_of(badge: Badge) -> frozenset[str]:
    """The series that the rule reads."""
    if badge.rule == Badge.Rule.COUNT:
        return frozenset({badge.series})
    return formula_of(badge).names if badge.rule == Badge.Rule.FORMULA else frozenset()


def of_each(badge: Badge) -> bool:
    """Whether every single thing of the series is an award."""
    return badge.rule == Badge.Rule.COUNT and badge.repeatable and badge.threshold == 1


def each_by_itself(badge: Badge) -> bool:
    """Whether an award follows from its own content alone, so that the others need not be read."""
    return of_each(badge) and badge.series in SERIES and SERIES[badge.series].apart


def key_of(ref: Ref) -> str:
    """The key of an award that one thing earned."""
    kind, id = ref
    return f"{kind}:{id}"


def earned(badge: Badge, told: Mapping[str, History]) -> list[Earned]:
    """Every award that this history earns, the first first. ``told`` has the person's steps by series."""
    if badge.rule == Badge.Rule.FORMULA:
        return _by_formula(badge, told)
    if badge.rule == Badge.Rule.COUNT:
        return list(_counted(badge, _counting(badge, told)))
    return []


def _counting(badge: Badge, told: Mapping[str, History]) -> History:
    steps = told.get(badge.series, [])
    return [step for step in steps if badge.active_from is None or step.at >= badge.active_from]


def _counted(badge: Badge, steps: History) -> Iterator[Earned]:
    if of_each(badge):
        for step in steps:
            yield Earned(key_of((step.kind, step.id)), step.at, step)
        return
    times, first = 0, 0
    for last, step in enumerate(steps):
        first = max(first, _window_start(badge, steps, first, last))
        if last - first + 1 >= badge.threshold:
            times += 1
            yield Earned(ONCE if not badge.repeatable else f"x{times}", step.at, step)
            if not badge.repeatable:
                return
            first = last + 1


def _window_start(badge: Badge, steps: History, first: int, last: int) -> int:
    """The first step that is within the badge's window before ``last``."""
    if badge.window_days:
        since = steps[last].at - timedelta(days=badge.window_days)
        while steps[first].at < since:
            first += 1
    return first


def _by_formula(badge: Badge, told: Mapping[str, History]) -> list[Earned]:
    """Earned if the formula holds now, at the moment it first held (not before the badge counts)."""
    formula = formula_of(badge)
    if not formula.holds({name: value_of(told.get(name, [])) for name in formula.names}):
        return []
    figures = dict.fromkeys(formula.names, 0)
    steps = sorted((step, name) for name in formula.names for step in told.get(name, []))
    for index, (step, name) in enumerate(steps):
        figures[name] += step.weight
        at_once = index + 1 < len(steps) and steps[index + 1][0].at == step.at
        if not at_once and formula.holds(figures):
            return [Earned(ONCE, max(step.at, badge.active_from or step.at), step)]
    return []


def value_of(steps: History) -> int:
    return sum(step.weight for step in steps)


def needs(badge: Badge, told: Mapping[str, History]) -> list[Need]:
    """What a badge asks and how much of it is there; empty for badges by hand and for formulas that are no list of least values."""
    if badge.rule == Badge.Rule.FORMULA:
        return [Need(label_of(need.name), value_of(told.get(need.name, [])), need.least) for need in formula_of(badge).needs]
    if badge.rule != Badge.Rule.COUNT:
        return []
    steps = _counting(badge, told)
    if badge.window_days and steps:
        have = max(last - _window_start(badge, steps, 0, last) + 1 for last in range(len(steps)))
    elif badge.repeatable:
        have = len(steps) % badge.threshold
    else:
        have = len(steps)
    return [Need(label_of(badge.series), have, badge.threshold)]


def label_of(key: str) -> Any:
    known = SERIES.get(key)
    return known.label if known else key
