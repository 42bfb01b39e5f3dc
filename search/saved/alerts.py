"""Saved searches are asked about new content: at once, in the morning, or on Monday mornings.

Each distinct search runs once for all who saved it, over the documents that came since, whatever the number of people; then the database
says what each of those whom it concerns may see. A search's alerts, their events and how far it was told are written together, so a
worker may die anywhere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.viewer import viewer_of
from core.content import content
from core.events import record
from core.models import Delivery
from search.changes import CONSUMER, withdrawn
from search.engines import engine
from search.events import AlertDue
from search.kinds import narrowed
from search.models import Alert, NewContent, SavedSearch
from search.request import SearchRequest
from search.results import Readiness

MORNING, NIGHT, MONDAY = 8, 21, 0
SETTLED: Final = timedelta(seconds=5)
"""What is as young as this may not be in the index yet."""
AT_ONCE: Final = 500  # searches looked after in one transaction
MOST_NEW: Final = 2_000  # documents that one search is asked about: the newest
MOST_TOLD: Final = 20  # documents in one alert
INSIDE: Final = ("staff", "employees")
OUTSIDE: Final = ("public", "member", "customers")

Every = SavedSearch.Every


class NotReady(RuntimeError):
    """The index does not answer in full: what it misses would never be told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as those have it in common who saved the same."""

    text: str
    kinds: tuple[str, ...]
    langs: tuple[str, ...]
    tags: tuple[str, ...]
    solved: str
    told_until: int

    @classmethod
    def of(cls, saved: SavedSearch) -> "Asked":
        return cls(saved.text, tuple(saved.kinds), tuple(saved.langs), tuple(saved.tags), saved.solved, saved.told_until)


def newest() -> int:
    """The number up to which new content is in the index: what waits to be indexed, and all after it, comes next time."""
    waiting = Delivery.objects.filter(consumer=CONSUMER, done_at=None, dead_at=None).aggregate(at=Min("event__at"))["at"]
    settled = timezone.now() - SETTLED
    horizon = min(waiting, settled) if waiting else settled
    later = NewContent.objects.filter(at__gte=horizon).order_by("pk").values_list("pk", flat=True).first()
    if later is not None:
        return later - 1
    return NewContent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def make_alerts(now: datetime | None = None) -> int:
    """Look after every search whose time has come; returns how many alerts were made. An index that isn't ready makes none, for now."""
    now = now or timezone.now()
    until, made = newest(), 0
    running = SavedSearch.objects.filter(paused=False, person__is_active=True)
    try:
        made += _look(running.filter(every=Every.AT_ONCE, told_until__lt=until), until)
        for zone in running.exclude(every=Every.AT_ONCE).order_by().values_list("person__timezone", flat=True).distinct():
            if day := _morning(zone, now):
                due = running.filter(person__timezone=zone, every__in=_due_on(day)).exclude(told_on=day)
                made += _look(due, until, day)
    except NotReady:
        return made
    return made


def _look(due: "QuerySet[SavedSearch]", until: int, day: date | None = None) -> int:
    """Page by page, so that no page is long; found are the keys for each distinct search, looked for once."""
    found: dict[Asked, dict[str, int]] = {}
    gone, last, made = withdrawn(), 0, 0
    while page := list(due.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = page[-1].pk
        for saved in page:
            asked = Asked.of(saved)
            if asked not in found:
                found[asked] = _matches(asked, until, gone)
        made += _tell([(saved, keys) for saved in page if (keys := found[Asked.of(saved)])], page, until, day)
    return made


def _matches(asked: Asked, until: int, gone: tuple[str, ...]) -> dict[str, int]:
    """New documents that match, with the numbers they had at first, for whomever: those for everybody first, then those for the staff.

    Raises:
        NotReady: the index does not answer in full.
    """
    new = NewContent.objects.filter(pk__gt=asked.told_until, pk__lte=until).order_by("-pk")
    numbers = {key: first or number for key, first, number in new.values_list("key", "first", "pk")[:MOST_NEW]}
    if not numbers:
        return {}
    told: list[str] = []
    for audiences in (OUTSIDE, INSIDE):
        found = engine().search(
            SearchRequest(
                text=asked.text,
                kinds=narrowed(asked.kinds, asked.solved),
                langs=asked.langs,
                tags=asked.tags,
                solved={"1": True, "0": False}.get(asked.solved),
                audiences=audiences,
                only=tuple(numbers),
                exclude=gone,
                strict=True,
                passages=False,
                sort="new",
                limit=MOST_TOLD,
            )
        )
        if found.readiness is not Readiness.READY:
            raise NotReady
        told += [hit.key for hit in found.hits]
    return {key: numbers[key] for key in told}


def _tell(matched: Iterable[tuple[SavedSearch, dict[str, int]]], page: list[SavedSearch], until: int, day: date | None) -> int:
    alerts = list(_news(list(matched)))
    with transaction.atomic():
        seen = SavedSearch.objects.select_for_update().filter(pk__in=[saved.pk for saved in page], told_until__lte=until)
        left = set(seen.values_list("pk", flat=True))  # what was deleted or told meanwhile is not told again
        kept = Alert.objects.bulk_create(alert for alert in alerts if alert.search_id in left)
        for alert in kept:
            record(AlertDue(alert.pk, alert.search.person_id))
        SavedSearch.objects.filter(pk__in=left).update(told_until=until, **({"told_on": day} if day else {}))
    return len(kept)


def _news(matched: list[tuple[SavedSearch, dict[str, int]]]) -> Iterator[Alert]:
    """What each person may see of what was found since they saved the search, did not write, and was not told by another of theirs."""
    people = {saved.person_id for saved, _ in matched}
    viewers = {person.pk: viewer_of(person) for person in User.objects.filter(pk__in=people)}
    told: dict[int, set[str]] = {}
    for person_id, keys in Alert.objects.filter(search__person__in=people).values_list("search__person_id", "keys"):
        told.setdefault(person_id, set()).update(keys)
    for saved, keys in matched:
        mine = told.setdefault(saved.person_id, set())
        refs = [_ref(key) for key, first in keys.items() if key not in mine and first > saved.since]
        cards = content.cards(refs, viewers[saved.person_id])
        news = [card.key for ref in refs if (card := cards.get(ref)) and card.author_id != saved.person_id][:MOST_TOLD]
        if news:
            mine.update(news)
            yield Alert(search=saved, keys=news)


def _ref(key: str) -> tuple[str, int]:
    kind, _, id = key.rpartition(":")
    return kind, int(id)


def _morning(zone: str, now: datetime) -> date | None:
    """The day there, if it is morning and not yet night; a zone that nobody knows has the site's own day."""
    try:
        there = now.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        there = timezone.localtime(now)
    return there.date() if MORNING <= there.hour < NIGHT else None


def _due_on(day: date) -> tuple[str, ...]:
    return (Every.DAY, Every.WEEK) if day.weekday() == MONDAY else (Every.DAY,)
