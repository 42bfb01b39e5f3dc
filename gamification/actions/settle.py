"""Make the ledger say what causes are worth now: the one way points are paid, taken back, capped and recounted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from django.db import transaction

from core.imports import Pace
from gamification.causes import facts, home_day
from gamification.models import Book, PersonPoints, PointsEntry
from gamification.rules import BY_KEY, Cap, owed


@dataclass(slots=True)
class Chain:
    """The lines for one rule, cause and person, and what they should come to. ``paid`` is their sum so far."""

    rule: str
    cause_kind: str
    cause_id: int
    person_id: int
    at: datetime
    day: date
    due: int = 0
    was_due: int = 0
    paid: int = 0
    target: int = 0
    last: PointsEntry | None = None

    @property
    def key(self) -> tuple[str, str, int, int]:
        return self.rule, self.cause_kind, self.cause_id, self.person_id

    def line(self) -> PointsEntry | None:
        """The line that is missing: none when the ledger is right already."""
        if self.due == self.was_due and self.target == self.paid:
            return None
        return PointsEntry(
            person_id=self.person_id,
            rule=self.rule,
            cause_kind=self.cause_kind,
            cause_id=self.cause_id,
            points=self.target - self.paid,
            due=self.due,
            at=self.at,
            day=self.day,
            reverses=self.last,
        )


@dataclass(slots=True)
class Chains:
    by_key: dict[tuple[str, str, int, int], Chain] = field(default_factory=dict)

    def read(self, entries: Iterable[PointsEntry]) -> None:
        """Add lines, oldest first; a chain that is known already stays as it is."""
        found: dict[tuple[str, str, int, int], Chain] = {}
        for entry in entries:
            key = (entry.rule, entry.cause_kind, entry.cause_id, entry.person_id)
            chain = found.setdefault(key, Chain(*key, at=entry.at, day=entry.day))
            chain.paid += entry.points
            chain.due = chain.was_due = entry.due
            chain.at, chain.day, chain.last = entry.at, entry.day, entry
        for key, chain in found.items():
            chain.target = chain.paid
            self.by_key.setdefault(key, chain)


@transaction.atomic
def settle(kind: str, ids: Sequence[int]) -> list[PointsEntry]:
    """Compare causes with their lines and append what is missing; returns the new lines. Settling twice changes nothing.

    A line that takes back carries the date of what it takes back, so each day's sum is what stands of that day.
    """
    if not ids:
        return []
    _lock()
    chains = Chains()
    chains.read(PointsEntry.objects.filter(cause_kind=kind, cause_id__in=ids).order_by("pk"))
    changed = _apply(chains, kind, ids)
    if not changed:
        return []
    uncapped = [chain for chain in changed if BY_KEY[chain.rule].cap is None]
    for chain in uncapped:
        chain.target = chain.due
    recapped = _share_days(chains, [chain for chain in changed if BY_KEY[chain.rule].cap is not None])
    lines = [line for chain in (*uncapped, *recapped) if (line := chain.line())]
    PointsEntry.objects.bulk_create(lines)
    _add_up(lines, changed)
    return lines


def settle_all(kind: str, ids: Iterable[int]) -> Iterator[tuple[int, list[PointsEntry]]]:
    """Settle many causes in short transactions with rests between them, so that people can post meanwhile.

    Yields, per share, how many causes it had and its new lines.
    """
    pace, rest = Pace(), iter(ids)
    while share := list(islice(rest, pace.size)):
        with pace.writing():
            lines = settle(kind, share)
        yield len(share), lines


def _lock() -> None:
    if not Book.objects.select_for_update().filter(pk=1).exists():
        Book.objects.get_or_create(pk=1)
        Book.objects.select_for_update().get(pk=1)


def _apply(chains: Chains, kind: str, ids: Sequence[int]) -> list[Chain]:
    """Set what each chain is due now; returns those where that changed."""
    owing: dict[tuple[str, str, int, int], tuple[int, datetime]] = {}
    for fact in facts(kind, ids):
        for rule, pay in owed(kind, fact):
            owing[rule.key, kind, fact.id, pay.person_id] = (rule.points, pay.at)
    changed = []
    for key, (due, at) in owing.items():
        chain = chains.by_key.get(key)
        if chain is None:
            chain = chains.by_key[key] = Chain(*key, at=at, day=home_day(at))
        elif chain.due == due:
            continue
        chain.due, chain.at, chain.day = due, at, home_day(at)
        changed.append(chain)
    for key, chain in chains.by_key.items():
        if key not in owing and chain.due and chain.rule in BY_KEY:
            chain.due = 0
            changed.append(chain)
    return changed


def _share_days(chains: Chains, changed: list[Chain]) -> list[Chain]:
    """Share each touched day's cap anew, earliest cause first; returns every chain of those days."""
    touched: dict[Cap, set[tuple[int, date]]] = defaultdict(set)
    for chain in changed:
        cap = BY_KEY[chain.rule].cap
        if cap is not None:
            touched[cap].add((chain.person_id, chain.day))
    shared: list[Chain] = []
    for cap, days in touched.items():
        rules = [rule.key for rule in BY_KEY.values() if rule.cap == cap]
        people, dates = {person for person, _day in days}, {day for _person, day in days}
        chains.read(_whole_chains(rules, people, dates))
        groups: dict[tuple[int, date], list[Chain]] = defaultdict(list)
        for chain in chains.by_key.values():
            if chain.rule in rules and (chain.person_id, chain.day) in days:
                groups[chain.person_id, chain.day].append(chain)
        for group in groups.values():
            _share(group, cap)
            shared.extend(group)
    return shared


def _whole_chains(rules: list[str], people: set[int], dates: set[date]) -> Iterable[PointsEntry]:
    """Every line of each cause that has a line on those days (a vote cast again on another day has lines on both)."""
    lines = PointsEntry.objects.filter(rule__in=rules, person__in=people)
    causes = lines.filter(day__in=dates).values("cause_id")
    return lines.filter(cause_id__in=causes).order_by("pk")


def _share(group: list[Chain], cap: Cap) -> None:
    left = cap.points
    for chain in sorted(group, key=lambda chain: (chain.at, chain.cause_id, chain.rule)):
        chain.target = min(chain.due, left) if chain.due > 0 else chain.due
        left -= max(chain.target, 0)


def _add_up(lines: list[PointsEntry], changed: list[Chain]) -> None:
    """Totals, in the same transaction as their lines."""
    points: dict[int, int] = defaultdict(int)
    solutions: dict[int, int] = defaultdict(int)
    for line in lines:
        points[line.person_id] += line.points
    for chain in changed:
        if BY_KEY[chain.rule].counts_solution:
            solutions[chain.person_id] += (chain.due > 0) - (chain.was_due > 0)
    people = {*points, *solutions}
    rows = PersonPoints.objects.in_bulk(people)  # nobody else writes them meanwhile: whoever does holds the book
    for person in people:
        row = rows.setdefault(person, PersonPoints(person_id=person))
        row.total += points[person]
        row.solutions += solutions[person]
    PersonPoints.objects.bulk_create(rows.values(), update_conflicts=True, unique_fields=["person"], update_fields=["total", "solutions"])
