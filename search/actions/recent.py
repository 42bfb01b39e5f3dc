"""One's own last searches: kept of members who agreed to it, forgotten on a click, and with the consent."""

from django.utils import timezone

from core.viewer import Viewer
from search.models import RecentSearch
from search.models.saved import TEXT_MAX

MOST_SHOWN = 8
MOST_KEPT = 50


def keeps(viewer: Viewer) -> bool:
    """Whether the site keeps what this viewer searches for; else their browser alone does."""
    return viewer.user_id is not None and viewer.analytics_consent


def note_recent(viewer: Viewer, text: str) -> None:
    """One query."""
    if keeps(viewer) and text:
        row = RecentSearch(person_id=viewer.user_id, text=text[:TEXT_MAX], at=timezone.now())
        RecentSearch.objects.bulk_create([row], update_conflicts=True, unique_fields=["person", "text"], update_fields=["at"])


def recent(viewer: Viewer, most: int = MOST_SHOWN) -> list[str]:
    """The last ones first: one query, none for those of whom nothing is kept."""
    if not keeps(viewer):
        return []
    return list(RecentSearch.objects.filter(person=viewer.user_id).order_by("-at", "-pk").values_list("text", flat=True)[:most])


def forget_recent(person_id: int, text: str = "") -> None:
    """One of them, or all."""
    own = RecentSearch.objects.filter(person=person_id)
    (own.filter(text=text[:TEXT_MAX]) if text else own).delete()


def forget_old() -> None:
    """All but each person's last `MOST_KEPT`."""
    people = RecentSearch.objects.order_by().values_list("person_id", flat=True).distinct()
    for person_id in people.iterator():
        own = RecentSearch.objects.filter(person=person_id).order_by("-at", "-pk")
        if edge := list(own.values_list("at", flat=True)[MOST_KEPT : MOST_KEPT + 1]):
            RecentSearch.objects.filter(person=person_id, at__lte=edge[0]).delete()
