"""What the knowledge base does by the clock."""

from django.core.management import call_command
from django.db.models import F, Q

from core.periodic import periodic
from kb.actions.announce import announce_published, announce_unpublished
from kb.actions.keep_up import remind_keepers, show_what_is_behind
from kb.models import ArticlePage

MINUTE, DAY = 60, 86_400


@periodic(seconds=5 * MINUTE)
def publish_what_is_scheduled() -> None:
    """Pages with a time of their own go live, or go, at that time."""
    call_command("publish_scheduled", verbosity=0)


@periodic(seconds=DAY)
def ask_keepers() -> None:
    remind_keepers()
    show_what_is_behind()


@periodic(seconds=DAY)
def tell_what_was_not_told() -> None:
    """Wagtail tells of publishing after it has happened; a process that dies in between leaves the house not knowing."""
    live = ArticlePage.objects.filter(live=True, live_revision__isnull=False)
    untold = live.exclude(announced=F("live_revision_id")) | live.filter(announced=None)
    for article_id in list(untold.values_list("pk", flat=True)):
        announce_published(article_id)
    gone = ArticlePage.objects.filter(Q(announced__isnull=False), live=False, hidden_at=None)
    for article_id in list(gone.values_list("pk", flat=True)):
        announce_unpublished(article_id)
