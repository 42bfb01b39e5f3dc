"""How much each document is read and how often it helped: one reading a visitor and month, aged like clicks, what people say counting more.

The index knows a step of the logarithm, so that a document is indexed again only when it became twice as popular, or half.
"""

from datetime import date
from math import log2
from typing import Final

from django.db.models import F, Max
from django.utils import timezone

from core.models import Interaction
from search import indexing
from search.learned.learning import HORIZON, aged
from search.models import Judgement, Popularity

HELPED: Final = 5.0  # readings that one "this solved it" is worth
NOT_HELPED: Final = -2.0
HIGHEST_STEP: Final = 8
AT_ONCE: Final = 500


def measure() -> int:
    """Add up anew and bring the index up to date; returns for how many documents that was needed."""
    _keep(scores(timezone.now().date()))
    return bring_up_to_date()


def scores(today: date) -> dict[tuple[str, int], float]:
    since = timezone.now() - HORIZON
    read = Interaction.objects.filter(kind=Interaction.Kind.VIEW, ref_id__gt=0, at__gte=since).exclude(voter="").order_by()
    found: dict[tuple[str, int], float] = {}
    for kind, id, _voter, last in read.values_list("ref_kind", "ref_id", "voter").annotate(last=Max("at")).iterator(chunk_size=5000):
        found[kind, id] = found.get((kind, id), 0.0) + aged(last.date(), today)
    said = Judgement.objects.filter(at__gte=since).exclude(voter="").order_by("event_row")
    words = {(row.ref_kind, row.ref_id, row.voter): row for row in said.iterator(chunk_size=5000)}  # the last word of each
    for (kind, id, _voter), row in words.items():
        found[kind, id] = found.get((kind, id), 0.0) + (HELPED if row.answered else NOT_HELPED) * aged(row.at.date(), today)
    return {ref: round(max(score, 0.0), 3) for ref, score in found.items()}


def step_of(score: float) -> int:
    return min(int(log2(1 + score)), HIGHEST_STEP)


def bring_up_to_date() -> int:
    """Index again what reached another step.

    Raises:
        EngineBusy: others write for too long; what is left is done the next time.
    """
    done = 0
    while owed := list(Popularity.objects.exclude(step=F("indexed")).order_by("pk")[: indexing.BATCH]):
        indexing.index(f"{row.ref_kind}:{row.ref_id}" for row in owed)
        for row in owed:
            Popularity.objects.filter(pk=row.pk).update(indexed=row.step)
        done += len(owed)
    return done


def _keep(fresh: dict[tuple[str, int], float]) -> None:
    changed: list[Popularity] = []
    for row in Popularity.objects.order_by("pk").iterator(chunk_size=2000):
        score = fresh.pop((row.ref_kind, row.ref_id), 0.0)
        if score != row.score:
            row.score, row.step = score, step_of(score)
            changed.append(row)
    for start in range(0, len(changed), AT_ONCE):
        Popularity.objects.bulk_update(changed[start : start + AT_ONCE], ["score", "step"])
    new = [Popularity(ref_kind=kind, ref_id=id, score=score, step=step_of(score)) for (kind, id), score in sorted(fresh.items())]
    for start in range(0, len(new), AT_ONCE):
        Popularity.objects.bulk_create(new[start : start + AT_ONCE], ignore_conflicts=True)
