"""Prove the points: the ledger again from its causes, the totals again from the ledger."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from gamification import causes
from gamification.actions.settle import settle_all
from gamification.chunks import shares
from gamification.models import Book, PersonPoints, PointsEntry
from gamification.rules import BY_KEY, CAUSES


@dataclass(slots=True)
class Difference:
    person_id: int
    stored: int
    counted: int


@dataclass(slots=True)
class Report:
    """What was read and what was wrong: ``lines`` are ledger lines that had been missing, by rule; all zero means everything was right."""

    causes: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    totals: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def right(self) -> bool:
        return not self.lines and not self.differences


def recount() -> Report:
    """Settle every cause there is and every cause in the ledger, then add up every person's lines. Safe beside a running site."""
    report = Report()
    for kind in CAUSES:
        for count, lines in settle_all(kind, _ids(kind)):
            report.causes[kind] += count
            report.lines.update(line.rule for line in lines)
    _recount_totals(report)
    return report


def _ids(kind: str) -> Iterator[int]:
    """Causes that stand, then those only the ledger remembers. A flag without its events can't be judged again, so it isn't."""
    yield from causes.all_ids(kind)
    if kind == causes.FLAG:
        return
    known = PointsEntry.objects.filter(cause_kind=kind).order_by("cause_id").values_list("cause_id", flat=True).distinct()
    for share in shares(list(known)):
        standing = {fact.id for fact in causes.facts(kind, share)}
        yield from (cause_id for cause_id in share if cause_id not in standing)


@transaction.atomic
def _recount_totals(report: Report) -> None:
    Book.objects.update_or_create(pk=1, defaults={"recounted_at": timezone.now()})
    Book.objects.select_for_update().get(pk=1)
    stored = {row.person_id: row for row in PersonPoints.objects.all()}
    counted = dict(PointsEntry.objects.order_by().values_list("person").annotate(Sum("points")))
    solutions = _solutions()
    for person_id in sorted({*stored, *counted}):
        report.totals += 1
        row = stored.get(person_id) or PersonPoints(person_id=person_id)
        right = (counted.get(person_id, 0), solutions.get(person_id, 0))
        if (row.total, row.solutions) != right or row._state.adding:
            report.differences.append(Difference(person_id, row.total, right[0]))
            row.total, row.solutions = right
            row.save()


def _solutions() -> dict[int, int]:
    """Per person, the causes of counting rules whose last line still gives something."""
    rules = [rule.key for rule in BY_KEY.values() if rule.counts_solution]
    standing = PointsEntry.objects.filter(rule__in=rules, reversed_by=None, due__gt=0).order_by()
    return dict(standing.values_list("person").annotate(Count("pk")))
