"""What a series is: things that happened to people, each at its moment, read from what stands now."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple


class Step(NamedTuple):
    """One thing that counts for a person, with the ref of what it is. Points alone weigh other than one."""

    at: datetime
    kind: str
    id: int
    weight: int = 1


Reader = Callable[[Sequence[int]], Iterable[tuple[int, Step]]]
History = list[Step]


@dataclass(frozen=True, slots=True)
class Series:
    """``read`` yields (person, step) for a batch of people, in any order, in a constant number of queries.

    ``label`` names the figure: "Accepted answers". ``countable``: every step weighs one, so a badge may count them.
    """

    key: str
    label: Any
    read: Reader
    countable: bool = True


SERIES: dict[str, Series] = {}


def series(key: str, label: Any, *, countable: bool = True) -> Callable[[Reader], Reader]:
    def register(read: Reader) -> Reader:
        if key in SERIES:
            raise ValueError(f"series {key!r} is taken")
        SERIES[key] = Series(key, label, read, countable)
        return read

    return register


def histories(keys: Iterable[str], people: Sequence[int]) -> dict[str, dict[int, History]]:
    """Per series and person, the steps in order of time. What is unknown (a room that was taken out) is empty."""
    found: dict[str, dict[int, History]] = {}
    for key in sorted(set(keys)):
        by_person: dict[int, History] = defaultdict(list)
        if key in SERIES:
            for person_id, step in SERIES[key].read(people):
                by_person[person_id].append(step)
        for steps in by_person.values():
            steps.sort()
        found[key] = by_person
    return found
