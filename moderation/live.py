"""What the live desk says. Each message is also a row: who lost the connection reads on from their cursor.

Messages carry ids and counters alone. A desk fetches what it shows from the server, so it shows nothing that its moderator may not see,
and hearing something twice, late or out of order changes nothing (`DeskEvent.change` says which state of the item is newer).
"""

from datetime import timedelta
from typing import Any

from django.db.models import Q

from core.live import push
from moderation.models import DeskEvent, ReviewItem

GROUP = "desk"

# Rows get their ids before they are committed, so one may appear below a cursor that was already read. What is this close to the
# cursor is therefore read again.
OVERLAP = timedelta(seconds=60)
AT_ONCE = 300


def announce(item: ReviewItem, what: str, by_id: int | None) -> None:
    """Tell the desks that ``item`` arrived, changed, was claimed, released or decided; must run in the transaction that did it."""
    event = DeskEvent.objects.create(item=item, what=what, change=item.change, by_id=by_id)
    push(GROUP, message_of(event))


def message_of(event: DeskEvent) -> dict[str, Any]:
    return {"cursor": event.pk, "item": event.item_id, "what": event.what, "change": event.change, "by": event.by_id}


def cursor() -> int:
    """The newest cursor; take it *before* reading the queue."""
    return DeskEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def since(last: int) -> list[dict[str, Any]] | None:
    """What was said after cursor ``last``, some of it perhaps known; None when it is too much and the desk should load its page anew."""
    anchor = DeskEvent.objects.filter(pk__lte=last).order_by("-pk").first()
    if anchor is None and last:
        return None
    missed = DeskEvent.objects.filter(Q(pk__gt=last) | Q(at__gte=anchor.at - OVERLAP)) if anchor else DeskEvent.objects.all()
    events = list(missed.order_by("pk")[: AT_ONCE + 1])
    return None if len(events) > AT_ONCE else [message_of(event) for event in events]
