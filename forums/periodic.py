"""What the forums do by the clock."""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.models import Interaction
from core.periodic import periodic
from forums.models import TOPIC, Submission, Topic, ViewsCounted

NONCES_KEPT = timedelta(days=7)
SETTLED = timedelta(seconds=15)  # rows of one moment are written by several processes, not in order
AT_ONCE = 5_000


@periodic(seconds=3600)
def forget_old_forms() -> None:
    """Nobody sends a form again after a week."""
    Submission.objects.filter(at__lt=timezone.now() - NONCES_KEPT).delete()


@periodic(seconds=60)
def count_views() -> None:
    """Add the views that were noted since the last time: no page waits for a counter, and none is lost to another's."""
    while _count_some_views() == AT_ONCE:
        pass


@transaction.atomic
def _count_some_views() -> int:
    ViewsCounted.objects.get_or_create(id=1)
    counted = ViewsCounted.objects.select_for_update().get(id=1)
    since = Interaction.objects.filter(pk__gt=counted.last_interaction, at__lt=timezone.now() - SETTLED).order_by("pk")
    rows = list(since.values_list("pk", "kind", "ref_kind", "ref_id")[:AT_ONCE])
    if not rows:
        return 0
    views = Counter(ref_id for _pk, kind, ref_kind, ref_id in rows if kind == "view" and ref_kind == TOPIC)
    for topic_id, seen in sorted(views.items()):
        Topic.objects.filter(pk=topic_id).update(views_count=F("views_count") + seen)
    counted.last_interaction = rows[-1][0]
    counted.save(update_fields=["last_interaction"])
    return len(rows)
