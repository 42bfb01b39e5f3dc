"""Evidence: journeys with all that was done and said in them, in a number of queries that doesn't grow with the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from core.models import Interaction
from crm_sync.models import Journey, Said


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done or said. ``query`` is the scrubbed text of a search."""

    at: datetime
    what: str
    kind: str = ""
    id: int | None = None
    query: str = ""
    form: str = ""
    answered: bool | None = None
    would_have_contacted: bool | None = None


def steps_of(journeys: Sequence[Journey]) -> dict[int, list[Step]]:
    """The steps of each journey, oldest first: two queries. A sealed journey has none: its row is all that is left."""
    told = [journey for journey in journeys if not journey.sealed]
    steps: dict[int, list[Step]] = {journey.pk: [] for journey in journeys}
    if not told:
        return steps
    people = {journey.person_id for journey in told if journey.person_id}
    tokens = {journey.token for journey in told if journey.token}
    theirs = Q(person__in=people) | Q(person=None, journey__in=tokens)
    within = Q(at__gte=min(j.started_at for j in told), at__lte=max(j.last_at for j in told))
    said = Said.objects.filter(theirs, within, sealed=False, what__in=("started", "sent", "answered")).order_by("at", "pk")
    done = Interaction.objects.filter(theirs, within).exclude(kind="impression").select_related("query").order_by("at", "pk")
    rows: list[Said | Interaction] = [*said, *done]
    for row in sorted(rows, key=lambda row: row.at):
        for journey in told:
            if journey.started_at <= row.at <= journey.last_at and _belongs(row, journey):
                steps[journey.pk].append(_step(row))
    return steps


def _belongs(row: Said | Interaction, journey: Journey) -> bool:
    if row.person_id:
        return row.person_id == journey.person_id
    return bool(row.journey) and row.journey == journey.token


def _step(row: Said | Interaction) -> Step:
    if isinstance(row, Said):
        return Step(row.at, row.what, row.kind, row.object_id, "", row.form, row.answered, row.would_have_contacted)
    typed = row.query.text if row.query and row.kind == Interaction.Kind.SEARCH else ""
    return Step(row.at, row.kind, row.ref_kind, row.ref_id, typed, row.surface)
