"""How often each rule is used: added up in the process, and written once in a while, so that no row is locked by every question.

A crash loses the last seconds, as with interactions.
"""

import threading
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from search.models import RuleHits, SuggestionRule

log = structlog.get_logger(__name__)

WRITE_EVERY: Final = 5.0  # seconds
SHOWN_DAYS: Final = 30

_lock = threading.Lock()
_counted: Counter[tuple[int, date]] = Counter()
_writer: threading.Timer | None = None


def count(rules: Iterable[SuggestionRule]) -> None:
    """These rules were used once more."""
    global _writer
    used = [rule.pk for rule in rules]
    if not used:
        return
    today = timezone.now().date()
    with _lock:
        _counted.update((rule, today) for rule in used)
        if _writer is None and settings.INTERACTION_WRITER:
            _writer = threading.Timer(WRITE_EVERY, _write)
            _writer.daemon = True
            _writer.start()


def flush() -> None:
    """Write what was counted; on a database error it stays for the next time."""
    with _lock:
        counted = dict(_counted)
    if not counted:
        return
    with transaction.atomic():
        there = set(SuggestionRule.objects.filter(pk__in={rule for rule, _ in counted}).values_list("pk", flat=True))
        RuleHits.objects.bulk_create([RuleHits(rule_id=rule, day=day) for rule, day in counted if rule in there], ignore_conflicts=True)
        for (rule, day), hits in sorted(counted.items()):
            RuleHits.objects.filter(rule=rule, day=day).update(count=F("count") + hits)
    with _lock:
        _counted.subtract(counted)
        for key in [key for key, left in _counted.items() if left <= 0]:
            del _counted[key]


def recent() -> dict[int, int]:
    """How often each rule was used in the last `SHOWN_DAYS`, what is not written yet included: one query."""
    since = timezone.now().date() - timedelta(days=SHOWN_DAYS)
    found = dict(RuleHits.objects.filter(day__gt=since).values_list("rule").annotate(hits=Sum("count")))
    with _lock:
        for (rule, _), hits in _counted.items():
            found[rule] = found.get(rule, 0) + hits
    return found


def _write() -> None:
    global _writer
    try:
        flush()
    except Exception:
        log.exception("hits of rules not written, kept for the next time")
    finally:
        with _lock:
            _writer = None
        connection.close()
