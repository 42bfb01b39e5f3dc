"""Reads for the left pane of the desk: which items wait, in which order, under which view."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Case, Count, F, FloatField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from core.content import Card, content
from core.ports import person_facts
from core.viewer import Viewer
from moderation.models import FlagReason, ModerationSettings, ReviewItem
from moderation.rules import by_code

ROWS = 50
MOST_ROWS = 200

# Order (domain.md): score, age against the clock, language of the moderator.
OVERDUE_BONUS, SOON_BONUS, LANGUAGE_BONUS = 5.0, 2.0, 1.0
WARN_AT = 0.75

VIEWS: dict[str, str | Promise] = {
    "all": _("All"),
    "mine": _("Mine"),
    "overdue": _("Overdue"),
    "escalated": _("Escalated"),
    "decided": _("Decided"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What the desk shows: a view of `VIEWS`, and perhaps one reason (of a flag, or a rule's code) or language.

    In addresses the reason is called ``why``: in the desk's forms ``reason`` is what the author is told.
    """

    view: str = "all"
    reason: str = ""
    lang: str = ""

    @classmethod
    def of(cls, query: Any) -> "Filter":
        """From a query string's parameters; what is unknown is left out."""
        view, reason, lang = (query.get(name, "") for name in ("view", "why", "lang"))
        return cls(
            view if view in VIEWS else "all",
            reason if reason in FlagReason.values or reason in by_code else "",
            lang if lang in dict(settings.LANGUAGES) else "",
        )

    @property
    def query(self) -> str:
        chosen = {"view": self.view if self.view != "all" else "", "why": self.reason, "lang": self.lang}
        return urlencode({name: value for name, value in chosen.items() if value})

    @property
    def url(self) -> str:
        return f"{reverse('moderation:desk')}{'?' if self.query else ''}{self.query}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue. ``author`` and ``claimer`` are person facts, empty for nobody; ``gone``: the viewer can't see the text."""

    item: ReviewItem
    card: Card | None
    author: dict[str, Any]
    claimer: dict[str, Any]
    decider: dict[str, Any]
    mine: bool
    due: datetime


@dataclass(frozen=True, slots=True)
class View:
    name: str
    label: str | Promise
    url: str
    current: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class Queue:
    rows: list[Row]
    views: list[View]
    waiting: int
    more: int


def queue(viewer: Viewer, chosen: Filter, *, size: int = ROWS) -> Queue:
    """The first ``size`` items of the chosen view, with counts of all views: the same number of queries for 2 and for 50."""
    target = timedelta(minutes=ModerationSettings.current().target_minutes)
    counts = _counts(viewer, target)
    found = list(_chosen(viewer, chosen, target)[: size + 1])
    views = [View(name, label, replace(chosen, view=name).url, name == chosen.view, counts.get(name)) for name, label in VIEWS.items()]
    more = min(size + ROWS, MOST_ROWS) if len(found) > size and size < MOST_ROWS else 0
    return Queue(_rows(found[:size], viewer, target), views, counts["all"], more)


def rows_of(ids: Iterable[int], viewer: Viewer, chosen: Filter) -> list[Row]:
    """The rows of these items that belong to the chosen view or have just left it, for a desk that heard that they changed."""
    target = timedelta(minutes=ModerationSettings.current().target_minutes)
    wanted = list(ids)
    waiting = Q(pk__in=_chosen(viewer, chosen, target).order_by().filter(pk__in=wanted).values("pk"))
    items = ReviewItem.objects.filter(waiting | ~Q(state__in=ReviewItem.OPEN), pk__in=wanted)
    return _rows(list(items.order_by("pk")), viewer, target)


def row_of(item: ReviewItem, viewer: Viewer) -> Row:
    return _rows([item], viewer, timedelta(minutes=ModerationSettings.current().target_minutes))[0]


def next_after(item: ReviewItem, viewer: Viewer, chosen: Filter) -> int | None:
    """The id of the item that stands after ``item`` in the chosen view (the first, when it is the last); None when none is left."""
    target = timedelta(minutes=ModerationSettings.current().target_minutes)
    ids = list(_chosen(viewer, chosen, target).values_list("pk", flat=True)[:MOST_ROWS])
    after = ids[ids.index(item.pk) + 1 :] if item.pk in ids else ids
    return next((other for other in (*after, *ids) if other != item.pk), None)


def _chosen(viewer: Viewer, chosen: Filter, target: timedelta) -> QuerySet[ReviewItem]:
    items = ReviewItem.objects.all()
    if chosen.view == "decided":
        items = items.filter(decided_by__isnull=False).exclude(state__in=ReviewItem.OPEN).order_by("-decided_at", "-pk")
    else:
        items = items.filter(_in_view(chosen.view, viewer, target)).annotate(priority=_priority(viewer, target))
        items = items.order_by("-priority", "opened_at", "pk")
    if chosen.reason:
        by_rule = Q(hits__code=chosen.reason) | Q(hits__code__startswith=f"{chosen.reason}:")
        items = items.filter(pk__in=ReviewItem.objects.filter(by_rule | Q(flags__reason=chosen.reason)).values("pk"))
    if chosen.lang:
        items = items.filter(lang__startswith=chosen.lang)
    return items


def _in_view(view: str, viewer: Viewer, target: timedelta) -> Q:
    waiting = Q(state__in=ReviewItem.OPEN)
    return {
        "mine": waiting & Q(claimed_by=viewer.user_id, claimed_until__gt=now()),
        "overdue": waiting & Q(opened_at__lt=now() - target),
        "escalated": Q(state=ReviewItem.State.ESCALATED),
    }.get(view, waiting)


def _counts(viewer: Viewer, target: timedelta) -> dict[str, int]:
    counted = [name for name in VIEWS if name != "decided"]
    return ReviewItem.objects.filter(state__in=ReviewItem.OPEN).aggregate(
        **{name: Count("pk", filter=_in_view(name, viewer, target)) for name in counted}
    )


def _priority(viewer: Viewer, target: timedelta) -> Any:
    moment = now()
    age = Case(
        When(opened_at__lt=moment - target, then=Value(OVERDUE_BONUS)),
        When(opened_at__lt=moment - target * WARN_AT, then=Value(SOON_BONUS)),
        default=Value(0.0),
        output_field=FloatField(),
    )
    language = Case(When(lang__startswith=viewer.language[:2], then=Value(LANGUAGE_BONUS)), default=Value(0.0), output_field=FloatField())
    return F("score") + age + language


def _rows(items: list[ReviewItem], viewer: Viewer, target: timedelta) -> list[Row]:
    cards = content.cards([(item.kind, item.object_id) for item in items], viewer)
    people = person_facts.facts_of({person for item in items for person in (item.author_id, item.claimer_id, item.decided_by_id)})
    return [
        Row(
            item=item,
            card=cards.get((item.kind, item.object_id)),
            author=people.get(item.author_id, {}) if item.author_id else {},
            claimer=people.get(item.claimer_id, {}) if item.claimer_id else {},
            decider=people.get(item.decided_by_id, {}) if item.decided_by_id else {},
            mine=item.claimer_id is not None and item.claimer_id == viewer.user_id,
            due=item.opened_at + target,
        )
        for item in items
    ]
