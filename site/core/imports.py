"""What bulk imports share: which foreign rows are here already, and a pace that leaves room for people who are posting meanwhile.

A row and its `ImportedRef` are written in one transaction, so a run that was killed goes on where it stopped, and a run that is repeated
changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter, sleep

from django.db import connection, transaction
from django.db.models import Max

from core.events import ContentImported, record
from core.models import ImportedRef

HOLD = 0.04
"""Seconds that one transaction should hold SQLite's only write lock; people who post wait no longer than that."""
FEWEST, MOST = 5, 500
TOLD_AT_ONCE = 1000
UNTOLD = "untold:"


@dataclass(slots=True)
class Outcome:
    """What became of one batch; ``refused`` are foreign ids with the reason."""

    made: int = 0
    present: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Pace:
    """``size`` is how many rows the next batch should have, learnt from how long the last ones took."""

    size: int = 25
    longest: float = 0.0
    _rested_at: float = 0.0

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction, after as long a rest as the one before it took; what is prepared between two of them counts as rest."""
        sleep(max(0.0, self._rested_at - perf_counter()))
        with transaction.atomic():
            began = perf_counter()
            yield
        ended = perf_counter()
        held = max(ended - began, 0.001)
        self.longest = max(self.longest, held)
        self.size = min(MOST, max(FEWEST, round(self.size * min(1.5, max(0.4, HOLD / held)))))
        if connection.vendor == "sqlite":
            self._rested_at = ended + held


def known(source: str, kind: str, foreign_ids: Iterable[str]) -> dict[str, int]:
    """The local id of each foreign row that an earlier batch or run brought."""
    refs = ImportedRef.objects.filter(source=source, kind=kind, foreign_id__in=set(foreign_ids))
    return dict(refs.values_list("foreign_id", "local_id"))


def remember(source: str, kind: str, local_ids: Mapping[str, int]) -> None:
    """Note what was made of a batch, in the transaction that made it. Who listens is told of some thousand rows at a time.

    A row of kind "untold:…" holds the first id that nobody was told of, so no range is lost to a kill: the next run tells of it.
    """
    ImportedRef.objects.bulk_create(
        ImportedRef(source=source, kind=kind, foreign_id=foreign, local_id=local) for foreign, local in local_ids.items()
    )
    first, last = min(local_ids.values()), max(local_ids.values())
    locked = ImportedRef.objects.select_for_update()  # another importer of the same source must not tell and forget meanwhile
    untold, _ = locked.get_or_create(source=source, kind=UNTOLD + kind, foreign_id="", defaults={"local_id": first})
    if first < untold.local_id:
        untold.local_id = first
        untold.save(update_fields=["local_id"])
    if last - untold.local_id >= TOLD_AT_ONCE:
        _tell(untold, last)


def tell_rest(source: str) -> None:
    """Tell who listens of the rows that no event covers yet, at the end of a part."""
    for kind in list(ImportedRef.objects.filter(source=source, kind__startswith=UNTOLD).values_list("kind", flat=True)):
        with transaction.atomic():
            untold = ImportedRef.objects.select_for_update().filter(source=source, kind=kind).first()
            if untold is None:
                continue
            made = ImportedRef.objects.filter(source=source, kind=untold.kind.removeprefix(UNTOLD))
            _tell(untold, made.aggregate(last=Max("local_id"))["last"])


def _tell(untold: ImportedRef, last: int) -> None:
    record(ContentImported(untold.source, untold.kind.removeprefix(UNTOLD), untold.local_id, last))
    untold.delete()
