"""Save a search, change it, delete it."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from core.viewer import Viewer
from search.models import NewContent, SavedSearch
from search.models.saved import NAME_MAX, TEXT_MAX
from search.pages import Asked

MOST_SAVED = 20
"""Of one person."""


class TooMany(Exception):
    """The person has as many saved searches as one may have."""


@transaction.atomic
def save_search(by: Viewer, asked: Asked, name: str, every: str) -> SavedSearch:
    """Keep ``asked`` under ``name``: it tells of what is new from now on. The same search again is renamed, never kept twice.

    Raises:
        TooMany: `MOST_SAVED` are kept already.
        ValueError: there is no text to search for, or nobody to tell.
    """
    text = asked.text[:TEXT_MAX].strip()
    if by.user_id is None or not text:
        raise ValueError("nothing to save")
    User.objects.select_for_update().get(pk=by.user_id)  # two at once must not pass the limit
    own = SavedSearch.objects.filter(person=by.user_id)
    filters = {"kinds": list(asked.kinds), "langs": list(asked.langs), "tags": list(asked.tags), "solved": asked.solved}
    shown = name.strip()[:NAME_MAX] or text[:NAME_MAX]
    if same := next((one for one in own.filter(text=text) if one.filters == _tuples(filters)), None):
        return change_search(same, name=shown, every=every)
    if own.count() >= MOST_SAVED:
        raise TooMany
    now = _latest()
    return SavedSearch.objects.create(
        person_id=by.user_id, name=shown, text=text, every=_known(every), told_until=now, since=now, **filters
    )


def change_search(saved: SavedSearch, *, name: str = "", every: str = "") -> SavedSearch:
    saved.name = name.strip()[:NAME_MAX] or saved.name
    saved.every = _known(every, saved.every)
    saved.save(update_fields=["name", "every"])
    return saved


def pause(saved: SavedSearch, *, paused: bool) -> SavedSearch:
    """What is new while it is paused is never told."""
    saved.paused = paused
    if not paused:
        saved.since = saved.told_until = max(saved.told_until, _latest())
    saved.save(update_fields=["paused", "told_until", "since"])
    return saved


def _latest() -> int:
    return NewContent.objects.aggregate(most=Max("pk"))["most"] or 0


def _known(every: str, otherwise: str = SavedSearch.Every.DAY) -> str:
    return every if every in SavedSearch.Every.values else otherwise


def _tuples(filters: Mapping[str, object]) -> dict[str, object]:
    """As `SavedSearch.filters` has them."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in filters.items()}
