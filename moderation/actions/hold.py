"""Put what admission held before a moderator, and tell the desk when its author edits it meanwhile."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import now

from moderation import audit
from moderation.items import card_of, locked_item, next_version, note_edit, weigh
from moderation.live import announce
from moderation.models import AuditEntry, ReviewItem, RuleHit
from moderation.rules import rule_of

UNDECIDED = frozenset({"pending", "retracted"})  # states of a card; what its author took back waits again once they undo that


@transaction.atomic
def hold(kind: str, object_id: int, reasons: Sequence[str]) -> ReviewItem | None:
    """The waiting item of a held text, with ``reasons`` (admission's codes) as its evidence; None when the text is gone or was decided.

    Holding what already waits for the same reasons changes nothing.
    """
    card = card_of(kind, object_id)
    if card is None or card.state not in UNDECIDED:
        return None
    item, made = locked_item(card)
    known = set() if made else set(item.hits.filter(created_at__gte=item.opened_at).values_list("code", flat=True))
    new = [code for code in dict.fromkeys(reasons) if code not in known]
    if item.held and not new:
        return item
    for code in new:
        rule, _match = rule_of(code)
        RuleHit.objects.update_or_create(item=item, code=code, defaults={"weight": rule.weight if rule else 0, "created_at": now()})
    item.held = True
    weigh(item)
    if not made:
        next_version(item)
    item.save()
    audit.append(item, AuditEntry.Action.HELD, None, note=" ".join(new))
    announce(item, "arrived", None)
    return item


@transaction.atomic
def refresh(kind: str, object_id: int) -> None:
    """A waiting item whose text was edited gets a new version, so that nobody decides on the old text."""
    item = ReviewItem.objects.select_for_update().filter(kind=kind, object_id=object_id, state__in=ReviewItem.OPEN).first()
    card = card_of(kind, object_id) if item else None
    if item and card and note_edit(item, card):
        announce(item, "changed", card.author_id)
