"""Summaries: at a person's morning, one mail of what they wanted to read in one, and, for those who asked, the week's best threads.

A summary is a row, one for each person and day of theirs, that takes its notifications with it in one transaction; its mail has the row's
key. So a worker may die anywhere: nothing is told twice and nothing is lost.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation

from accounts.viewer import viewer_of
from core import mail
from core.events import record
from notifications.events import DigestDue, TopThreadsDue
from notifications.kinds import SUMMARIES, TOP, Channel, Choice
from notifications.mails import settings_url, still_true
from notifications.models import Digest, Notification, Preference
from notifications.preferences import Wishes
from notifications.readers import people, shown_to
from notifications.selectors import Row, rows_of
from notifications.top import best_of_the_week

MORNING, NIGHT = 8, 21
"""Hours of the person's own day: a site that was off in the morning still sends until evening, and else the next day."""
MONDAY = 0
STALE = timedelta(days=14)
MOST_AT_ONCE = 500
MOST_ROWS = 30


def make_digests(now: datetime | None = None) -> int:
    """Make the summaries of everybody whose morning it is; returns how many."""
    now = now or timezone.now()
    waiting = Notification.objects.filter(digest=None, email__in=(Choice.DAILY, Choice.WEEKLY), read_at=None, withdrawn=False)
    waiting = waiting.filter(created_at__gte=now - STALE, created_at__lte=now)
    made = 0
    for zone in _zones(waiting):
        day = _morning(zone, now)
        if day is None:
            continue
        due = waiting.filter(person__timezone=zone, email__in=_choices(day))
        had = Digest.objects.filter(person=OuterRef("person"), day=day, sort=Digest.Sort.TOLD)
        persons = due.filter(~Exists(had)).order_by("person_id").values_list("person_id", flat=True).distinct()
        for person_id in list(persons[:MOST_AT_ONCE]):
            made += _make(person_id, day, due)
    return made


def _make(person_id: int, day: date, due) -> bool:
    with transaction.atomic():
        digest, new = Digest.objects.get_or_create(person_id=person_id, day=day, sort=Digest.Sort.TOLD)
        if new:
            ids = list(due.filter(person=person_id).values_list("pk", flat=True))
            Notification.objects.filter(pk__in=ids, digest=None).update(digest=digest)
            record(DigestDue(digest.pk))
    return new


def mail_digest(digest_id: int) -> bool:
    """Send a summary of what is still unread, wanted and for this person's eyes; an empty one is not sent."""
    digest = Digest.objects.filter(pk=digest_id).first()
    person = people([digest.person_id]).get(digest.person_id) if digest else None
    if digest is None or person is None:
        return False
    told = digest.notifications.filter(read_at=None, withdrawn=False).order_by("thread_kind", "thread_id", "created_at", "pk")
    wishes = Wishes([person.pk])
    wanted = [one for one in told if wishes.choice(person.pk, one.email_kind, Channel.EMAIL) != Choice.OFF]
    with translation.override(person.language):
        viewer = viewer_of(person)
        shown = shown_to([one.ref for one in wanted], viewer)
        true = [one for one in wanted if one.ref in shown and still_true(one, shown[one.ref])]
        groups = _grouped(true[:MOST_ROWS], rows_of(true[:MOST_ROWS], viewer))
    if not groups:
        return False
    context = {"groups": groups, "count": len(true), "more": max(len(true) - MOST_ROWS, 0), "settings_url": settings_url()}
    return mail.send(person.pk, "digest", context, key=f"notifications.digest:{digest.pk}", kind=SUMMARIES)


def _grouped(notifications: Iterable[Notification], rows: list[Row]) -> list[dict[str, Any]]:
    """By thread, as they are sorted."""
    threads = {one.pk: one.thread for one in notifications}
    groups: dict[Any, dict[str, Any]] = {}
    for row in rows:
        group = groups.setdefault(threads[row.id], {"title": row.title, "lang": row.lang, "rows": []})
        group["rows"].append({"sentence": row.sentence, "excerpt": row.excerpt, "url": urljoin(settings.BASE_URL, row.url)})
    return list(groups.values())


def owe_top_threads(now: datetime | None = None) -> int:
    """On Monday morning, to those who asked for the week's best threads; returns how many."""
    now = now or timezone.now()
    asked = Preference.objects.filter(kind=TOP, channel=Channel.EMAIL, choice=Choice.WEEKLY)
    owed = 0
    for zone in _zones(asked):
        day = _morning(zone, now)
        if day is None or day.weekday() != MONDAY:
            continue
        had = Digest.objects.filter(person=OuterRef("person"), day=day, sort=Digest.Sort.TOP)
        persons = asked.filter(~Exists(had), person__timezone=zone).order_by("person_id").values_list("person_id", flat=True)
        for person_id in list(persons[:MOST_AT_ONCE]):
            with transaction.atomic():
                _digest, new = Digest.objects.get_or_create(person_id=person_id, day=day, sort=Digest.Sort.TOP)
                if new:
                    record(TopThreadsDue(person_id, f"{day:%G-W%V}"))
                    owed += 1
    return owed


def mail_top_threads(person_id: int, week: str) -> bool:
    """What helped most in the last seven days, in every room, in the person's language; nothing, no mail."""
    person = people([person_id]).get(person_id)
    if person is None or Wishes([person_id]).choice(person_id, TOP, Channel.EMAIL) != Choice.WEEKLY:
        return False
    with translation.override(person.language):
        rooms = [
            {"label": str(best.label), "rows": [{"title": card.title, "url": urljoin(settings.BASE_URL, card.url)} for card in best.cards]}
            for best in best_of_the_week(person)
        ]
    if not rooms:
        return False
    context = {"rooms": rooms, "settings_url": settings_url()}
    return mail.send(person_id, "top_threads", context, key=f"notifications.top:{week}:{person_id}", kind=TOP)


def _zones(rows) -> list[str]:
    return list(rows.order_by().values_list("person__timezone", flat=True).distinct())


def _morning(zone: str, now: datetime) -> date | None:
    """The day of that zone, if it is late enough in it for its summary, and not night again."""
    try:
        there = now.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        there = now
    return there.date() if MORNING <= there.hour < NIGHT else None


def _choices(day: date) -> tuple[Choice, ...]:
    """Weekly summaries come on Mondays, within that day's one mail."""
    return (Choice.DAILY, Choice.WEEKLY) if day.weekday() == MONDAY else (Choice.DAILY,)
