"""What accounts does by the clock."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import IdempotentResponse
from core.periodic import periodic

KEYS_KEPT = timedelta(days=1)


@periodic(seconds=3600)
def forget_old_idempotency_keys() -> None:
    IdempotentResponse.objects.filter(at__lt=timezone.now() - KEYS_KEPT).delete()
