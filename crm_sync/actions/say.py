"""What people say of what they read: it answered, they would have contacted support; and that a form was begun."""

from django.db import transaction

from core.content import Card
from core.events import record
from core.viewer import Viewer
from crm_sync.events import FormStarted, JourneyAnswered
from crm_sync.models import Said


@transaction.atomic
def say_answered(
    viewer: Viewer,
    journey: str,
    card: Card,
    *,
    answered: bool,
    would_have_contacted: bool | None = None,
    opened: bool = False,
    asker: bool = False,
) -> None:
    """Record what was said of ``card``; the last word counts.

    ``opened``: it was said on the opened content itself. ``asker``: on one's own thread, of how it went, not of a suggestion.
    """
    tied = viewer.user_id if viewer.analytics_consent else None
    record(JourneyAnswered(journey[:40], card.kind, card.id, answered, would_have_contacted, tied, opened, asker))


def start_form(viewer: Viewer, journey: str, form: str) -> None:
    """Record, once per journey and form, that somebody began to type."""
    if not journey or Said.objects.filter(journey=journey[:40], what="started", form=form).exists():
        return
    with transaction.atomic():
        record(FormStarted(journey[:40], form, viewer.user_id if viewer.analytics_consent else None))
