"""What is new to everybody, for the searches that people saved: a row for each document from the moment when it can be found.

What is held or hidden when searches are looked after is passed over. When it is back it gets a new number, so that it is looked at again:
whoever was told of it isn't told twice (`alerts`), and a search that is younger than its first number isn't told at all.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.utils import timezone

from blog import events as blog
from core.content import content
from core.events import Event
from core.events.content import ContentApproved, ContentPublished, ContentRestored, ContentUnretracted
from forums import events as forums
from kb import events as kb
from search import indexing
from search.changes import keys_of
from search.models import Alert, NewContent

NEW: Final = (ContentPublished, kb.ArticlePublished, blog.PostPublished)
BACK: Final = (ContentApproved, ContentRestored, ContentUnretracted, forums.TopicMoved, kb.ArticleChanged)
"""In sight again, or of others than before."""
KEPT: Final = timedelta(days=31)
"""How long what is new, and what was told of it, is remembered: what is older when it is published is not new."""
SLICE: Final = 1_000


def note(event: Event) -> None:
    """An article's next version is no new document."""
    NewContent.objects.bulk_create([NewContent(key=key) for key in _new(event)], ignore_conflicts=True)


def note_again(event: Event) -> None:
    for key in _new(event):
        before = NewContent.objects.select_for_update().filter(key=key)
        first = next((row.first or row.pk for row in before), 0)
        before.delete()
        NewContent.objects.bulk_create([NewContent(key=key, first=first)], ignore_conflicts=True)


def _new(event: Event) -> Iterator[str]:
    """The young documents that the event brought into sight. A reply is no document of its own."""
    kind_of_event = getattr(event, "kind", None)
    if kind_of_event is not None and not indexing.searchable_kind(kind_of_event):
        return
    for key in keys_of(event):
        kind, _, id = key.rpartition(":")
        document = content[kind].documents([int(id)]).get(int(id))
        if document is not None and document.created_at > timezone.now() - KEPT:
            yield key


def forget_old() -> None:
    """In slices that never hold SQLite's write lock for long. The last row stays: its number is how far searches were told."""
    before = timezone.now() - KEPT
    newest = NewContent.objects.order_by("-pk").values_list("pk", flat=True).first()
    for old in (NewContent.objects.filter(at__lt=before).exclude(pk=newest), Alert.objects.filter(made_at__lt=before)):
        while ids := list(old.order_by("pk").values_list("pk", flat=True)[:SLICE]):
            old.model.objects.filter(pk__in=ids).delete()
