"""What the questions room does by the clock."""

from datetime import timedelta

from django.utils import timezone

from core.periodic import periodic
from qa.actions.remind_asker import remind_askers
from qa.models import Draft, Submission

NONCES_KEPT = timedelta(days=7)
DRAFTS_KEPT = timedelta(days=180)


@periodic(seconds=3600)
def forget_old_forms() -> None:
    """Nobody sends a form again after a week, or comes back to a draft after half a year."""
    now = timezone.now()
    Submission.objects.filter(at__lt=now - NONCES_KEPT).delete()
    Draft.objects.filter(saved_at__lt=now - DRAFTS_KEPT).delete()


@periodic(seconds=3600)
def remind_askers_of_useful_answers() -> None:
    remind_askers()
