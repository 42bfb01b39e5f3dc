"""Take an article from sight because of what it says, and put it back. Taking one offline because it is old is Wagtail's unpublishing."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.events import record
from core.events.content import ContentHidden, ContentRestored
from core.viewer import Viewer
from kb.models import ARTICLE, ArticlePage


@transaction.atomic
def hide(article_id: int, by: Viewer) -> None:
    """Nothing happens to an article that isn't published."""
    shown = ArticlePage.objects.filter(pk=article_id, live=True)
    if shown.update(live=False, hidden_at=timezone.now(), revision=F("revision") + 1):
        record(ContentHidden(ARTICLE, article_id, by.user_id))


@transaction.atomic
def restore(article_id: int, by: Viewer) -> None:
    """The version that was hidden is published again; nothing happens to one that isn't hidden."""
    hidden = ArticlePage.objects.filter(pk=article_id, live=False, hidden_at__isnull=False)
    if hidden.update(live=True, hidden_at=None, revision=F("revision") + 1):
        record(ContentRestored(ARTICLE, article_id, by.user_id))
