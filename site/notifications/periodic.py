"""What notifications do by the clock: summaries in the morning, and forgetting what is old."""

from datetime import timedelta

from django.utils import timezone

from core.periodic import periodic
from notifications.digests import make_digests, owe_top_threads
from notifications.models import Digest, Notification

READ_KEPT, UNREAD_KEPT, DIGESTS_KEPT = timedelta(days=90), timedelta(days=365), timedelta(days=60)
SLICE = 1000


@periodic(seconds=300)
def send_summaries() -> None:
    make_digests()
    owe_top_threads()


@periodic(seconds=6 * 3600)
def forget_old_notifications() -> None:
    """In slices that never hold SQLite's write lock for long."""
    now = timezone.now()
    read = Notification.objects.filter(created_at__lt=now - READ_KEPT, read_at__isnull=False)
    for old in (read, Notification.objects.filter(created_at__lt=now - UNREAD_KEPT), Digest.objects.filter(made_at__lt=now - DIGESTS_KEPT)):
        while ids := list(old.order_by("pk").values_list("pk", flat=True)[:SLICE]):
            old.model.objects.filter(pk__in=ids).delete()
