"""Reads shaped like the pages that show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.content import Card, content
from core.models import Delivery, Upload
from core.uploads import attached
from core.viewer import Viewer
from crm_sync.connectors import connector
from crm_sync.files import CASE
from crm_sync.models import Case, CaseReply, SyncState, WaitingQuestion, WebhookAttempt, WebhookMessage, WebhookTarget

LISTED = 50


@dataclass(frozen=True, slots=True)
class CasePage:
    """``thread``, ``suggested`` and ``opened`` hold only what the viewer may see."""

    case: Case
    replies: list[CaseReply]
    thread: Card | None
    suggested: list[Card]
    opened: list[Card]
    sync: SyncState | None
    author_ids: set[int]
    files: list[Upload]


def case_page(case: Case, viewer: Viewer, *, public_only: bool = False) -> CasePage:
    """A case with its replies and what was read before it: the same number of queries for 2 replies as for 50."""
    replies = case.replies.order_by("at", "pk")
    if public_only or not viewer.is_staff:
        replies = replies.filter(public=True)
    found = list(replies)
    thread = (case.thread_kind, case.thread_id) if case.thread_id is not None else None
    suggested, opened = _refs(case.suggested), _refs(case.opened)
    cards = content.cards({*suggested, *opened, *([thread] if thread else [])}, viewer)
    sync = SyncState.objects.filter(kind="case", object_id=case.pk, connector=connector().name).first() if viewer.is_staff else None
    return CasePage(
        case=case,
        replies=found,
        thread=cards.get(thread) if thread else None,
        suggested=[cards[ref] for ref in suggested if ref in cards],
        opened=[cards[ref] for ref in opened if ref in cards],
        sync=sync,
        author_ids={reply.author_id for reply in found} | {case.person_id},
        files=attached(CASE, case.pk),
    )


def thread_case(kind: str, id: int) -> Case | None:
    thread = content[kind].thread(id)
    return Case.objects.filter(thread_kind=thread[0], thread_id=thread[1]).first()


def case_counts(current: str) -> list[dict[str, Any]]:
    """The desk's tabs: one query."""
    counts = dict(Case.objects.values_list("state").annotate(n=Count("pk")).order_by())
    open_ones = sum(n for state, n in counts.items() if state != Case.State.CLOSED)
    desk = reverse("crm_sync:desk")
    tabs = [{"url": desk, "label": _("All open"), "count": open_ones, "current": current not in Case.State.values}]
    return tabs + [
        {"url": f"{desk}?state={state}", "label": label, "count": counts.get(state, 0), "current": current == state}
        for state, label in Case.State.choices
    ]


@dataclass(frozen=True, slots=True)
class ThreadCase:
    """What a question page shows of its case.

    For the asker: ``asked``: to say whether it is solved; ``not_yet``: they said it isn't; ``said``: they said it is.
    """

    case: Case | None
    may_escalate: bool
    is_asker: bool
    asked: bool = False
    not_yet: bool = False
    said: bool = False


def thread_panel(question_id: int, author_id: int, viewer: Viewer) -> ThreadCase | None:
    """For staff and the asker; None, without a query, for everybody else. At most two queries."""
    is_asker = viewer.user_id is not None and viewer.user_id == author_id
    if not (viewer.is_staff or is_asker):
        return None
    case = Case.objects.filter(thread_kind="qa.question", thread_id=question_id).first()
    clock = WaitingQuestion.objects.filter(question_id=question_id).first() if is_asker else None
    answer = clock.answer if clock else ""
    return ThreadCase(
        case=case,
        may_escalate=viewer.is_staff and case is None,
        is_asker=is_asker,
        asked=clock is not None and clock.asked_at is not None and not clock.settled and not answer,
        not_yet=answer == WaitingQuestion.Answer.NOT_YET,
        said=answer == WaitingQuestion.Answer.YES,
    )


@dataclass(frozen=True, slots=True)
class Late:
    """One delivery that has not arrived. ``dead``: it is not tried again until somebody says so."""

    id: int
    what: str
    to: str
    since: datetime
    attempts: int
    next_at: datetime
    error: str
    dead: bool


@dataclass(frozen=True, slots=True)
class SyncPage:
    connector: str
    waiting: int
    oldest: datetime | None
    late: list[Late]
    dead: int
    blocked: list[SyncState]
    targets: list[WebhookTarget]
    attempts: list[WebhookAttempt]

    @property
    def is_late(self) -> bool:
        """Something waits longer than the relay should take (`RELAY_LATE_SECONDS`)."""
        return self.oldest is not None and timezone.now() - self.oldest > timedelta(seconds=settings.RELAY_LATE_SECONDS)


OUTGOING = ("crm_sync.webhook_send", "crm_sync.case_to_crm", "crm_sync.lead_to_crm", "crm_sync.contact_to_crm")


def sync_page() -> SyncPage:
    owed = Delivery.objects.filter(consumer__in=OUTGOING, done_at=None)
    troubled = Delivery.objects.filter(consumer__startswith="crm_sync.", done_at=None, attempts__gt=0).exclude(last_error="")
    rows = list(troubled.select_related("event").order_by("event__at", "pk")[:LISTED])
    targets = {message.pk: message.target.name for message in _messages(rows)}
    oldest = owed.order_by("event__at").values_list("event__at", flat=True).first()
    return SyncPage(
        connector=connector().name,
        waiting=owed.count(),
        oldest=oldest,
        late=[_late(row, targets) for row in rows],
        dead=dead_deliveries().count(),
        blocked=list(SyncState.objects.filter(blocked=True).order_by("-tried_at")[:LISTED]),
        targets=list(WebhookTarget.objects.order_by("name")),
        attempts=list(WebhookAttempt.objects.select_related("message__target").order_by("-at", "-pk")[:LISTED]),
    )


def dead_deliveries() -> QuerySet[Delivery]:
    return Delivery.objects.filter(consumer__startswith="crm_sync.", dead_at__isnull=False, done_at=None)


def _messages(rows: Iterable[Delivery]) -> QuerySet[WebhookMessage]:
    ids = [row.event.payload["message_id"] for row in rows if row.consumer == "crm_sync.webhook_send"]
    return WebhookMessage.objects.filter(pk__in=ids).select_related("target")


def _late(row: Delivery, targets: dict[int, str]) -> Late:
    webhook = row.consumer == "crm_sync.webhook_send"
    return Late(
        id=row.pk,
        what=row.event.name,
        to=targets.get(row.event.payload["message_id"], "") if webhook else connector().name if row.consumer in OUTGOING else row.consumer,
        since=row.event.at,
        attempts=row.attempts,
        next_at=row.due_at,
        error=row.last_error,
        dead=row.dead_at is not None,
    )


def _refs(refs: Iterable[str]) -> list[tuple[str, int]]:
    return [(kind, int(number)) for kind, _sep, number in (ref.rpartition(":") for ref in refs) if number.isdecimal()]
