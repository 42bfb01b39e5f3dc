"""What each target is owed: a message per event, and another try of one that was settled."""

from typing import Any

from django.db import transaction

from core.events import record, relay
from core.models import Delivery
from crm_sync.events import CaseReplied, WebhookDue
from crm_sync.models import CaseReply, WebhookMessage, WebhookTarget
from crm_sync.webhooks import payloads
from crm_sync.webhooks.names import TOLD, subject


def owe(event: Any, event_row: int) -> None:
    """Make the message of ``event`` for each target that wants it, once. What guests may not know of is nobody's business."""
    name = TOLD[type(event)].name
    wanting = [target for target in WebhookTarget.objects.filter(active=True).order_by("pk") if target.wants(name)]
    if not wanting:
        return
    if isinstance(event, CaseReplied) and not CaseReply.objects.filter(pk=event.reply_id, public=True).exists():
        return
    kind, object_id, facts = subject(event)
    for target in wanting:
        about = WebhookMessage(target=target, event=name, event_row=event_row, kind=kind, object_id=object_id, facts=facts)
        if not payloads.is_public(about):
            continue
        message, made = WebhookMessage.objects.get_or_create(
            target=target, event_row=event_row, defaults={"event": name, "kind": kind, "object_id": object_id, "facts": facts}
        )
        if made:
            record(WebhookDue(message.pk))


@transaction.atomic
def replay(message: WebhookMessage) -> None:
    """Deliver a message again under its own id, whether it had arrived or was given up. One that is on its way is left to it."""
    message = WebhookMessage.objects.select_for_update().get(pk=message.pk)
    under_way = Delivery.objects.filter(consumer="crm_sync.webhook_send", done_at=None, event__payload__message_id=message.pk)
    message.delivered_at = message.withheld_at = None
    message.save(update_fields=["delivered_at", "withheld_at"])
    if ids := list(under_way.values_list("pk", flat=True)):
        relay.replay(ids)
    else:
        record(WebhookDue(message.pk))
