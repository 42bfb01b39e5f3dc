"""Remind an asker, once, that answers which others found useful wait for a word of theirs. What ends it: accepting one, or `not_solved`."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core.events import record
from core.models import ImportedRef
from qa.events import AskerReminded
from qa.models import QUESTION, Answer, Question

WAIT = timedelta(days=3)
STALE = timedelta(days=30)
"""A site that was off, or upgraded, doesn't write about answers older than this."""
MOST_AT_ONCE = 200
UNDECIDED = (Question.State.ANSWERED, Question.State.NEEDS_INFO)


def remind_askers(now: datetime | None = None) -> int:
    """Remind everybody whose question has had a useful answer for `WAIT` and none accepted; returns how many.

    Imported questions were asked elsewhere: nobody is reminded of those.
    """
    now = now or timezone.now()
    waited = Answer.objects.useful_to_asker().filter(question=OuterRef("pk"), published_at__range=(now - STALE, now - WAIT))
    imported = ImportedRef.objects.filter(kind=QUESTION, local_id=OuterRef("pk"))
    undecided = Question.objects.listed().filter(state__in=UNDECIDED, accepted=None, reminded_at=None, activity_at__gte=now - STALE)
    due = undecided.filter(Exists(waited), ~Exists(imported)).order_by("activity_at", "pk")
    reminded = 0
    for question_id in list(due.values_list("pk", flat=True)[:MOST_AT_ONCE]):
        with transaction.atomic():
            if Question.objects.filter(pk=question_id, reminded_at=None, accepted=None).update(reminded_at=now):
                record(AskerReminded(question_id))
                reminded += 1
    return reminded
