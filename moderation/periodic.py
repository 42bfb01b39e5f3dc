"""What this room does by the clock."""

from datetime import timedelta

from django.utils.timezone import now

from core.periodic import periodic
from moderation.actions.claim import release_expired
from moderation.models import DeskEvent

# Whoever was away longer than this loads the queue anew.
KEEP_EVENTS = timedelta(days=3)


@periodic(seconds=30)
def free_expired_claims() -> None:
    release_expired()


@periodic(seconds=3600)
def forget_desk_events() -> None:
    """The audit log keeps what happened; these rows only serve desks that catch up."""
    DeskEvent.objects.filter(at__lt=now() - KEEP_EVENTS).delete()
