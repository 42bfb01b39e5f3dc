"""What a notification says of an alert: the search's name, and what of it its person may still see (`core.ports.subjects`)."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from core.content import content
from core.ports import subjects
from core.ports.subjects import Subject
from core.viewer import Viewer
from search.models import Alert, SavedSearch

ALERT = "search.alert"


def alerts(ids: Iterable[int], viewer: Viewer) -> dict[int, Subject]:
    """For its person and the house; without anything left to see there is no alert. The cost grows with kinds of content."""
    rows = Alert.objects.filter(pk__in=list(ids)).select_related("search")
    mine = list(rows if viewer.user_id is None and viewer.is_admin else rows.filter(search__person=viewer.user_id))
    refs = {key: (key.rpartition(":")[0], int(key.rpartition(":")[2])) for alert in mine for key in alert.keys}
    cards = content.cards(refs.values(), viewer)
    found = {}
    for alert in mine:
        shown = [cards[refs[key]] for key in alert.keys if refs[key] in cards]
        if shown:
            found[alert.pk] = Subject(
                ALERT,
                alert.pk,
                alert.search.name,
                address(alert.search),
                text=" · ".join(card.title for card in shown),
                owner_id=alert.search.person_id,
                links=tuple((card.title, card.url) for card in shown),
            )
    return found


def address(saved: SavedSearch) -> str:
    """The search with its filters, the newest first."""
    query = {"q": saved.text, "kind": saved.kinds, "lang": saved.langs, "tag": saved.tags, "solved": saved.solved, "sort": "new"}
    return f"{reverse('search:results')}?{urlencode({name: value for name, value in query.items() if value}, doseq=True)}"


def register() -> None:
    subjects.provide(ALERT, alerts)
