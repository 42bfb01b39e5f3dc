"""What an import did, file by file: read, made, already here, skipped and why."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.imports import Outcome

EXAMPLES = 5


@dataclass(slots=True)
class Part:
    """One kind of content. Every row that was read is made, present or skipped."""

    name: str
    read: int = 0
    made: int = 0
    present: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def skip(self, foreign_id: str, why: str) -> None:
        self.skipped[why] += 1
        some = self.examples.setdefault(why, [])
        if len(some) < EXAMPLES:
            some.append(foreign_id)

    def add(self, outcome: Outcome) -> None:
        self.made += outcome.made
        self.present += outcome.present
        for foreign_id, why in outcome.refused:
            self.skip(foreign_id, why)


@dataclass(slots=True)
class Report:
    parts: dict[str, Part] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: Part = field(default_factory=lambda: Part("notes"))

    def part(self, name: str) -> Part:
        return self.parts.setdefault(name, Part(name))

    @property
    def changed(self) -> bool:
        return any(part.made for part in self.parts.values())

    def lines(self) -> Iterator[str]:
        yield f"{'':12}{'read':>10}{'made':>10}{'here':>10}{'skipped':>10}"
        for part in self.parts.values():
            yield f"{part.name:12}{part.read:10,}{part.made:10,}{part.present:10,}{part.skipped.total():10,}"
        for part in self.parts.values():
            yield from _reasons(f"{part.name} skipped", part)
        yield from _reasons("note", self.notes)
        for name in self.missing:
            yield f"{name}: no such file in the folder"
        for fault in self.broken:
            yield f"{fault}. What comes before it was imported; mend the file and run the same command again."


def _reasons(what: str, part: Part) -> Iterator[str]:
    for why, count in part.skipped.most_common():
        shown = ", ".join(part.examples[why])
        more = ", …" if count > len(part.examples[why]) else ""
        yield f"{what}: {count:,} × {why} ({shown}{more})"
