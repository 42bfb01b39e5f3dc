"""What is new to everybody, for the searches that people saved: a row for each document on the day it can first be found."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from blog import events as blog
from core.content import content
from core.events import Event
from core.events.content import ContentPublished
from kb import events as kb
from search import indexing
from search.changes import keys_of
from search.models import Alert, NewContent

NEW: Final = (ContentPublished, kb.ArticlePublished, blog.PostPublished)
KEPT: Final = timedelta(days=31)
"""How long what is new, and what was told of it, is remembered: what is older when it is published is not new."""
SLICE: Final = 1_000


def note(event: Event) -> None:
    """A reply is no document of its own, an article's next version no new one."""
    if isinstance(event, ContentPublished) and not indexing.searchable_kind(event.kind):
        return
    for key in keys_of(event):
        kind, _, id = key.rpartition(":")
        document = content[kind].documents([int(id)]).get(int(id))
        if document is not None and document.created_at > timezone.now() - KEPT:
            NewContent.objects.bulk_create([NewContent(key=key)], ignore_conflicts=True)


def forget_old() -> None:
    """In slices that never hold SQLite's write lock for long. The last row stays: its number is how far searches were told."""
    before = timezone.now() - KEPT
    newest = NewContent.objects.order_by("-pk").values_list("pk", flat=True).first()
    for old in (NewContent.objects.filter(at__lt=before).exclude(pk=newest), Alert.objects.filter(made_at__lt=before)):
        while ids := list(old.order_by("pk").values_list("pk", flat=True)[:SLICE]):
            old.model.objects.filter(pk__in=ids).delete()
