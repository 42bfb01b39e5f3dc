"""Shared by this room's actions: finding, locking and re-weighing an item. Nothing else may import it."""

import hashlib

from django.utils.timezone import now

from core.content import Card, content
from core.viewer import HOUSE
from moderation import audit, scoring
from moderation.models import AuditEntry, Flag, ReviewItem


def card_of(kind: str, object_id: int) -> Card | None:
    """The target as the house sees it, whatever its state."""
    return content[kind].card(object_id, HOUSE)


def text_hash(card: Card) -> str:
    return hashlib.sha256(f"{card.title}\0{card.html}".encode()).hexdigest()


def locked_item(card: Card) -> tuple[ReviewItem, bool]:
    """The target's one item, locked until commit, and whether it was made just now. A decided one waits again."""
    item, made = ReviewItem.objects.select_for_update().get_or_create(
        kind=card.kind,
        object_id=card.id,
        defaults={"lang": card.lang, "author_id": card.author_id, "text_hash": text_hash(card)},
    )
    if not made and not item.is_open:
        item.state = ReviewItem.State.PENDING
        item.opened_at = now()
        item.held = item.hidden = False
        item.decided_by = item.decided_at = None
        item.reason = item.message = ""
        item.text_hash = text_hash(card)
    return item, made


def locked(item_id: int) -> ReviewItem:
    """
    Raises:
        ReviewItem.DoesNotExist: there is none.
    """
    return ReviewItem.objects.select_for_update().get(pk=item_id)


def reports(item: ReviewItem) -> list[scoring.Report]:
    """The flags that count: those not yet decided or withdrawn."""
    flags = item.flags.filter(outcome=Flag.Outcome.OPEN)
    return [scoring.Report(flag.weight, flag.network, flag.created_at) for flag in flags]


def weigh(item: ReviewItem) -> None:
    """Set the score from what came in since the item was opened; the caller saves."""
    rule_weights = item.hits.filter(created_at__gte=item.opened_at).values_list("weight", flat=True)
    item.score = scoring.total(reports(item), rule_weights)


def next_version(item: ReviewItem) -> None:
    """There is something new to know of ``item``; the caller saves."""
    item.version += 1
    item.change += 1


def note_edit(item: ReviewItem, card: Card) -> bool:
    """Make an edit of the text a new version of its waiting, locked item; False when the text is as it was."""
    if not item.is_open or text_hash(card) == item.text_hash:
        return False
    item.text_hash = text_hash(card)
    next_version(item)
    item.save(update_fields=["text_hash", "version", "change"])
    audit.append(item, AuditEntry.Action.EDITED, card.author_id)
    return True
