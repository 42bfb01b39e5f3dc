"""What the CRM room does by the clock."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from core.models import PeriodicRun
from core.periodic import periodic
from crm_sync.actions.ask_if_solved import ask_waiting, open_overdue
from crm_sync.actions.follow_journeys import RETENTION_MARGIN, follow_recent, freeze, settle

SLACK = timedelta(seconds=10)  # interactions are written a second after they happen, and clocks differ


@periodic(seconds=60)
def watch_waiting_questions() -> None:
    ask_waiting()
    open_overdue()


@periodic(seconds=20)
def follow_journeys() -> None:
    """What was seen since the last run, then those who have left."""
    last = PeriodicRun.objects.filter(name="crm_sync.periodic.follow_journeys").values_list("last_at", flat=True).first()
    follow_recent((last or timezone.now() - timedelta(days=1)) - SLACK)
    settle()


@periodic(seconds=6 * 3600)
def freeze_old_journeys() -> None:
    """Old journeys become evidence rows before their interactions are forgotten."""
    freeze(timezone.now() - timedelta(days=settings.INTERACTION_RETENTION_DAYS) + RETENTION_MARGIN)
