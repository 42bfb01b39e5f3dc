"""What the steps of one visit say of each other: written into their rows while the visit is known, for it is forgotten soon.

- What was opened carries the query, place and surface of the list that showed it last.
- A search carries, as ``position``, the place of what was opened first; and "rephrased" as ``source`` when the same visitor went on within
  a minute with some of its words.
- What was shown while somebody typed, and replaced within a minute, loses its place: nobody had the time to look at it.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from core.models import Interaction, QueryText

TYPING: Final = timedelta(seconds=60)
REPHRASED: Final = "rephrased"
WITHIN: Final = timedelta(seconds=60)
LED_ON: Final = frozenset({Interaction.Kind.SEEN, Interaction.Kind.OPEN, Interaction.Kind.DWELL, Interaction.Kind.VIEW})

_WORD = re.compile(r"[a-z0-9]{3,}")

Key = tuple[str, str, int | None]


def replace_while_typing(rows: list[Interaction]) -> None:
    """``rows``: new rows, oldest first. Searches of typing are those with ``source`` "typing", which is taken off."""
    for index, search in enumerate(rows):
        if search.kind != Interaction.Kind.SEARCH or search.source != "typing":
            continue
        search.source = ""
        if not search.journey:
            continue
        shown = Interaction.objects.filter(journey=search.journey, surface=search.surface, kind=Interaction.Kind.IMPRESSION)
        shown.filter(at__gt=search.at - TYPING, at__lte=search.at, position__isnull=False).update(position=None)
        for row in rows[:index]:
            if (row.kind, row.journey, row.surface) == (Interaction.Kind.IMPRESSION, search.journey, search.surface):
                row.position = None


def lead_back(rows: list[Interaction]) -> None:
    """Tie what was opened to the search that showed it last on the same journey, and tell that search."""
    opened = [row for row in rows if row.kind in LED_ON and row.journey and row.ref_id]
    shown = _shown({row.journey for row in opened}) if opened else {}
    for row in rows:
        key = (row.journey, row.ref_kind, row.ref_id)
        if row.kind == Interaction.Kind.IMPRESSION and row.query_id:
            shown[key] = (row.query_id, row.position or shown.get(key, (None, None, ""))[1], row.surface)
        elif row.kind in LED_ON and row.query_id is None and key in shown:
            row.query_id, row.position, row.source = shown[key]
            _tell_search(row, rows)


def note_rephrased(rows: list[Interaction]) -> None:
    """Mark searches that were followed by another with some of their words."""
    new = [row for row in rows if row.kind == Interaction.Kind.SEARCH and row.journey and row.query_id]
    if not new:
        return
    begin = min(row.at for row in new) - WITHIN
    stored = Interaction.objects.filter(kind=Interaction.Kind.SEARCH, journey__in={row.journey for row in new}, at__gte=begin)
    before = [*stored.exclude(query=None).order_by("pk"), *new]
    words = _words({row.query_id for row in before if row.query_id})
    marked = []
    for later in new:
        for earlier in before:
            if earlier is later:
                break
            same = (earlier.journey, earlier.surface) == (later.journey, later.surface)
            if same and earlier.query_id != later.query_id and later.at - earlier.at <= WITHIN and not earlier.source:
                if words[earlier.query_id] & words[later.query_id]:  # type: ignore[index]
                    earlier.source = REPHRASED
                    marked.append(earlier.pk)
    if stale := [pk for pk in marked if pk]:
        Interaction.objects.filter(pk__in=stale).update(source=REPHRASED)


def _tell_search(opened: Interaction, rows: Iterable[Interaction]) -> None:
    for row in rows:
        if (row.kind, row.journey, row.query_id) == (Interaction.Kind.SEARCH, opened.journey, opened.query_id):
            row.position = row.position or opened.position or 1
    told = Interaction.objects.filter(journey=opened.journey, kind=Interaction.Kind.SEARCH, query=opened.query_id, position=None)
    told.update(position=opened.position or 1)


def _shown(journeys: set[str]) -> dict[Key, tuple[int | None, int | None, str]]:
    found: dict[Key, tuple[int | None, int | None, str]] = {}
    rows = Interaction.objects.filter(kind=Interaction.Kind.IMPRESSION, journey__in=journeys, query__isnull=False).order_by("at", "pk")
    columns = ("journey", "ref_kind", "ref_id", "query_id", "position", "surface")
    for journey, kind, id, query, position, surface in rows.values_list(*columns):
        found[journey, kind, id] = (query, position or found.get((journey, kind, id), (None, None, ""))[1], surface)
    return found


def _words(ids: set[int]) -> dict[int, frozenset[str]]:
    texts = QueryText.objects.filter(pk__in=ids).values_list("pk", "folded")
    return {id: frozenset(_WORD.findall(folded)) for id, folded in texts}
