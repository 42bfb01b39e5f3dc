"""What a series is: things that happened to people, each at its moment, read from what stands now."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db.models import Q, QuerySet

Ref = tuple[str, int]
Kept = TypeVar("Kept")

# With more people than this, those between the first and the last are read and the others left out: one pass over an index.
FEW = 50


class Step(NamedTuple):
    """One thing that counts for a person, with the ref of what it is. Points alone weigh other than one."""

    at: datetime
    kind: str
    id: int
    weight: int = 1


Steps = Iterable[tuple[int, Step]]
History = list[Step]


class Batch:
    """Whom a reading is about: ``people``, and with ``on`` only what these contents are to them. Each series is read once in a batch."""

    def __init__(self, people: Sequence[int], on: Iterable[Ref] | None = None) -> None:
        self.people = people
        self.on = None if on is None else frozenset(on)
        self._wanted = frozenset(people)
        self._read: dict[str, list[tuple[int, Step]]] = {}
        self._kept: dict[Hashable, Any] = {}

    def who(self, field: str) -> Q:
        """Rows whose ``field`` is one of these people, and maybe others': `read` leaves those out."""
        if len(self.people) <= FEW or max(self.people) - min(self.people) > 4 * len(self.people):
            return Q(**{f"{field}__in": list(self.people)})
        return Q(**{f"{field}__gte": min(self.people), f"{field}__lte": max(self.people)})

    def of(self, kind: str, field: str = "pk") -> Q:
        """Rows of this kind that the batch is about."""
        return Q() if self.on is None else Q(**{f"{field}__in": [id for of, id in self.on if of == kind]})

    def once(self, key: Hashable, find: Callable[[], Kept]) -> Kept:
        """What ``find`` gives, found once in a batch: for facts that several series are made of."""
        if key not in self._kept:
            self._kept[key] = find()
        return self._kept[key]

    def read(self, key: str) -> list[tuple[int, Step]]:
        """The steps of a series, in any order. What is unknown (a room that was taken out) is empty."""
        if key not in self._read:
            steps = SERIES[key].read(self) if key in SERIES else ()
            self._read[key] = [told for told in steps if told[0] in self._wanted]
        return self._read[key]


Reader = Callable[[Batch], Steps]


@dataclass(frozen=True, slots=True)
class Series:
    """``read`` yields (person, step) for a batch, in any order, in a constant number of queries.

    ``label`` names the figure: "Accepted answers". ``countable``: every step weighs one, so a badge may count them. ``apart``: each step
    follows from its own content alone, so `Batch.on` can ask for it. ``figure`` is what the steps of a batch of one person come to, without
    reading them; ``within`` are series of which one has a step whenever this has one.
    """

    key: str
    label: Any
    read: Reader
    countable: bool = True
    apart: bool = False
    figure: Callable[[Batch], int] | None = None
    within: tuple[str, ...] = ()
    rows: "Rows | None" = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A series that is rows of a table: ``select`` filters them by a batch; the columns of who, when and which."""

    select: Callable[[Batch], QuerySet[Any]]
    kind: str
    person: str
    at: Any

    def read(self, batch: Batch) -> Steps:
        for person_id, at, pk in self.select(batch).order_by().values_list(self.person, self.at, "pk"):
            yield person_id, Step(at, self.kind, pk)

    def figure(self, batch: Batch) -> int:
        return self.select(batch).order_by().count()


SERIES: dict[str, Series] = {}


def series(key: str, label: Any, **facts: Any) -> Callable[[Reader], Reader]:
    """Register a reader; ``facts`` are those of `Series`."""

    def register(read: Reader) -> Reader:
        _add(Series(key, label, read, **facts))
        return read

    return register


def rows(
    key: str, label: Any, kind: str, *, person: str = "author_id", at: Any = "created_at"
) -> Callable[[Callable[[Batch], QuerySet[Any]]], Rows]:
    """Register a filter as a series: what is counted and what is read are the same rows."""

    def register(select: Callable[[Batch], QuerySet[Any]]) -> Rows:
        found = Rows(select, kind, person, at)
        _add(Series(key, label, found.read, apart=True, figure=found.figure, rows=found))
        return found

    return register


def _add(one: Series) -> None:
    if one.key in SERIES:
        raise ValueError(f"series {one.key!r} is taken")
    SERIES[one.key] = one


def histories(keys: Iterable[str], people: Sequence[int], on: Iterable[Ref] | None = None) -> Mapping[str, Mapping[int, History]]:
    """Per series and person, the steps in order of time; people without any are absent."""
    batch = Batch(people, on)
    found: dict[str, dict[int, History]] = {}
    for key in sorted(set(keys)):
        by_person: dict[int, History] = defaultdict(list)
        for person_id, step in batch.read(key) if people else ():
            by_person[person_id].append(step)
        for steps in by_person.values():
            steps.sort()
        found[key] = dict(by_person)
    return found
