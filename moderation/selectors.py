"""Reads for the open item of the desk, for authors and for the API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.content import Card, content
from core.ports import person_facts
from core.ports.decisions import Why
from core.ports.suggester import Suggestion, duplicates
from core.viewer import Viewer
from moderation.models import AuditEntry, Flag, FlagReason, ReviewItem, RuleHit, WatchedWord
from moderation.permissions import may_decide
from moderation.queue import Row, row_of
from moderation.rules import rule_of

MOST_AROUND = 10

# What an author reads when their text was rejected for this reason.
TOLD: dict[str, str | Promise] = {
    FlagReason.SPAM: _("It reads like advertising. Recommendations are fine, selling is not."),
    FlagReason.INSULT: _("It offends someone. Say the same thing about the matter, not about the person."),
    FlagReason.PERSONAL_DATA: _("It shows someone's personal data. Write it again without names, numbers or addresses."),
    FlagReason.UNSAFE: _("Following it could hurt someone or break something."),
    FlagReason.OFF_TOPIC: _("It is about something that this community does not cover."),
    FlagReason.OTHER: _("A moderator decided not to publish it."),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """``person`` is the reporter's facts, empty for a rule; ``counts``: it is part of the score."""

    icon: str
    label: str | Promise
    weight: float
    at: datetime
    counts: bool
    person: dict[str, Any]
    note: str = ""
    matched: str = ""
    upheld: int = 0
    decided: int = 0
    outcome: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the item's history; ``person`` is empty when the house itself did it."""

    entry: AuditEntry
    person: dict[str, Any]
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class Around:
    """Another text of the same thread."""

    card: Card
    person: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ItemPage:
    row: Row
    author_items: int
    author_rejected: int
    evidence: list[Evidence]
    history: list[Step]
    thread: Around | None
    around: list[Around]
    suggested_reason: str
    may_decide: bool
    duplicates: list[Suggestion]

    @property
    def item(self) -> ReviewItem:
        return self.row.item

    @property
    def card(self) -> Card | None:
        return self.row.card


def item_page(item_id: int, viewer: Viewer) -> ItemPage:
    """An item with its text, the thread around it, its evidence and history.

    Raises:
        ReviewItem.DoesNotExist: there is none.
    """
    item = ReviewItem.objects.get(pk=item_id)
    row = row_of(item, viewer)
    history = list(item.history.order_by("sequence"))
    thread, others = _thread(item, row.card, viewer)
    people = person_facts.facts_of({entry.by_id for entry in history} | {card.author_id for card in ([thread] if thread else []) + others})
    record = ReviewItem.objects.filter(author_id=item.author_id).exclude(pk=item.pk) if item.author_id else ReviewItem.objects.none()
    counts = record.aggregate(items=Count("pk"), rejected=Count("pk", filter=Q(state=ReviewItem.State.REJECTED)))
    return ItemPage(
        row=row,
        author_items=counts["items"],
        author_rejected=counts["rejected"],
        evidence=evidence_of([item])[item.pk],
        history=[Step(entry, people.get(entry.by_id or 0, {}), reason_label(entry.reason)) for entry in history],
        thread=Around(thread, people.get(thread.author_id or 0, {})) if thread else None,
        around=[Around(card, people.get(card.author_id or 0, {})) for card in others],
        suggested_reason=item.reason or _commonest_reason(item),
        may_decide=may_decide(viewer, item.author_id),
        duplicates=duplicates(row.card.key, viewer) if row.card and thread is None and item.is_open else [],
    )


def evidence_of(items: Sequence[ReviewItem]) -> dict[int, list[Evidence]]:
    """The evidence of each item: a constant number of queries, however many."""
    ids = [item.pk for item in items]
    flags = list(Flag.objects.filter(item__in=ids).order_by("created_at"))
    hits = list(RuleHit.objects.filter(item__in=ids).order_by("created_at"))
    people = person_facts.facts_of({flag.person_id for flag in flags})
    words, records = _words(hits), _records(flags)
    return {
        item.pk: [
            *(_hit(item, hit, words) for hit in hits if hit.item_id == item.pk),
            *(_flag(flag, people, records) for flag in flags if flag.item_id == item.pk),
        ]
        for item in items
    }


def reason_label(code: str) -> str | Promise:
    """A reason's or a rule's name; a state's for what was undone."""
    for choices in (FlagReason, ReviewItem.State):
        if code in choices.values:
            return choices(code).label
    rule, _match = rule_of(code)
    if rule:
        return rule.label
    return _("several people reported it") if code == "flags" else code


@dataclass(frozen=True, slots=True)
class Status:
    """What an author may know of the review of their text."""

    state: str
    waiting: bool
    why: list[str | Promise]
    message: str


def status_for_author(kind: str, object_id: int) -> Status | None:
    """Why a text waits or was refused, in words for its author; None when nobody reviews it."""
    item = ReviewItem.objects.filter(kind=kind, object_id=object_id).first()
    if item is None or not (item.is_open or item.state == ReviewItem.State.REJECTED):
        return None
    if item.state == ReviewItem.State.REJECTED:
        return Status(item.state, False, [TOLD.get(item.reason, TOLD[FlagReason.OTHER])], item.message)
    rules = [rule_of(code)[0] for code in item.hits.filter(created_at__gte=item.opened_at).values_list("code", flat=True)]
    why: list[str | Promise] = list(dict.fromkeys(rule.told for rule in rules if rule))
    if item.hidden:
        why.append(_("Several people reported it, so it is hidden until a moderator has looked at it."))
    return Status(item.state, True, why, "")


def why_for_author(kind: str, object_id: int) -> Why | None:
    """The same for other rooms (`core.ports.decisions`)."""
    status = status_for_author(kind, object_id)
    return Why(status.waiting, tuple(str(reason) for reason in status.why), status.message) if status else None


def _thread(item: ReviewItem, card: Card | None, viewer: Viewer) -> tuple[Card | None, list[Card]]:
    """The card of the thread that the target belongs to (None when it is one itself), and what else is public there."""
    if card is None:
        return None, []
    adapter = content[item.kind]
    thread = adapter.thread(item.object_id)
    thread_kind, thread_id = thread
    document = content[thread_kind].documents([thread_id]).get(thread_id)
    refs = [part.ref.partition(":") for part in document.parts if part.ref] if document else []
    target = (item.kind, item.object_id)
    others = [ref for ref in ((kind, int(number)) for kind, _colon, number in refs) if ref not in {thread, target}][:MOST_AROUND]
    cards = content.cards([*others, *([thread] if thread != target else [])], viewer)
    return cards.get(thread), [cards[ref] for ref in others if ref in cards]


def _hit(item: ReviewItem, hit: RuleHit, words: dict[int, str]) -> Evidence:
    rule, match = rule_of(hit.code)
    return Evidence(
        icon="scale",
        label=rule.label if rule else hit.code,
        weight=hit.weight,
        at=hit.created_at,
        counts=hit.created_at >= item.opened_at,
        person={},
        matched=words.get(int(match), "") if match.isdigit() else match,
    )


def _flag(flag: Flag, people: dict[int, dict[str, Any]], records: dict[int, tuple[int, int]]) -> Evidence:
    upheld, decided = records.get(flag.person_id, (0, 0))
    return Evidence(
        icon="flag",
        label=FlagReason(flag.reason).label,
        weight=flag.weight,
        at=flag.created_at,
        counts=flag.outcome == Flag.Outcome.OPEN,
        person=people.get(flag.person_id, {}),
        note=flag.note,
        upheld=upheld,
        decided=decided,
        outcome="" if flag.outcome == Flag.Outcome.OPEN else Flag.Outcome(flag.outcome).label,
    )


def _words(hits: Iterable[RuleHit]) -> dict[int, str]:
    ids = {int(match) for code in (hit.code for hit in hits) if (match := rule_of(code)[1]).isdigit()}
    return dict(WatchedWord.objects.filter(pk__in=ids).values_list("pk", "text")) if ids else {}


def _records(flags: Iterable[Flag]) -> dict[int, tuple[int, int]]:
    """How many of each reporter's flags were upheld, and how many decided."""
    judged = Flag.objects.filter(person__in={flag.person_id for flag in flags}, outcome__in=(Flag.Outcome.UPHELD, Flag.Outcome.DECLINED))
    rows = judged.values_list("person_id").annotate(upheld=Count("pk", filter=Q(outcome=Flag.Outcome.UPHELD)), decided=Count("pk"))
    return {person_id: (upheld, decided) for person_id, upheld, decided in rows}


def _commonest_reason(item: ReviewItem) -> str:
    reasons = list(item.flags.filter(outcome=Flag.Outcome.OPEN).values_list("reason", flat=True))
    return max(reasons, key=reasons.count, default="")
