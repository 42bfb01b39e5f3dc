"""Outgoing webhooks: signed as Standard Webhooks say, one message per target and event, retried by the relay until it arrives.

A target hears of each thing at least once, always under the same ``webhook-id``; whoever keeps the ids they have seen hears it once.
"""

import json
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import httpx
from django.utils import timezone
from standardwebhooks import Webhook

from core import http
from core.events import Event, record
from crm_sync.events import CaseClosed, CaseOpened, CaseReopened, CaseReplied, ContactChanged, LeadOpened, WebhookDue
from crm_sync.models import Case, CaseReply, Contact, Lead, WebhookAttempt, WebhookMessage, WebhookTarget
from crm_sync.records import contact_record, thread_url

NAMES: dict[type[Event], str] = {
    CaseOpened: "case.opened",
    CaseReopened: "case.reopened",
    CaseReplied: "case.replied",
    CaseClosed: "case.closed",
    LeadOpened: "lead.opened",
    ContactChanged: "contact.changed",
}
TIMEOUT = 10.0


class NotAccepted(Exception):
    """The target answered, but not with a success."""


def owe(event: Event, event_row: int) -> None:
    """Make the message of ``event`` for each target that wants it, once. Private replies are nobody's business but staff's."""
    name = NAMES[type(event)]
    if isinstance(event, CaseReplied) and not CaseReply.objects.filter(pk=event.reply_id, public=True).exists():
        return
    for target in WebhookTarget.objects.filter(active=True).order_by("pk"):
        if target.wants(name):
            message, made = WebhookMessage.objects.get_or_create(
                target=target, event_row=event_row, defaults={"event": name, "object_id": _object_id(event)}
            )
            if made:
                record(WebhookDue(message.pk))


def send(message_id: int) -> None:
    """Deliver one message; a message that has arrived, or whose target was switched off, is done.

    Raises:
        NotAccepted, core.http.OutgoingError: it has not arrived; the relay tries again.
    """
    message = WebhookMessage.objects.select_related("target").get(pk=message_id)
    if message.delivered_at or not message.target.active:
        return
    body = json.dumps(payload(message)).encode()
    started = monotonic()
    try:
        response = http.request("POST", message.target.url, headers=headers(message, body, timezone.now()), content=body, timeout=TIMEOUT)
    except http.OutgoingError as error:
        _log(message, started, error=f"{type(error).__name__}: {error}")
        raise
    if not response.is_success:
        problem = f"HTTP {response.status_code}: {_start_of(response)}"
        _log(message, started, status=response.status_code, error=problem)
        raise NotAccepted(problem)
    _log(message, started, status=response.status_code)
    WebhookMessage.objects.filter(pk=message.pk).update(delivered_at=timezone.now())


def headers(message: WebhookMessage, body: bytes, now: datetime) -> dict[str, str]:
    signature = Webhook(message.target.secret).sign(str(message.uuid), now, body.decode())
    return {
        "Content-Type": "application/json",
        "webhook-id": str(message.uuid),
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }


def payload(message: WebhookMessage) -> dict[str, Any]:
    """``{type, timestamp, data}``, with the object as it is now."""
    data: dict[str, Any]
    if message.event == "case.replied":
        reply = CaseReply.objects.select_related("case", "author").get(pk=message.object_id, public=True)
        data = _case(reply.case) | {"reply": {"id": reply.pk, "by_staff": reply.by_staff, "text": reply.body_text, "at": _iso(reply.at)}}
    elif message.event.startswith("case."):
        data = _case(Case.objects.get(pk=message.object_id))
    elif message.event.startswith("lead."):
        lead = Lead.objects.get(pk=message.object_id)
        data = {"id": lead.pk, "external_id": str(lead.external_id), "source": lead.source, "campaign": lead.campaign}
        data |= {"name": lead.name, "email": lead.email, "note": lead.note} if lead.consent else {}
    else:
        contact = Contact.objects.get(pk=message.object_id)
        data = {"external_id": str(contact.external_id), "shared": contact.shared, **contact_record(contact.person_id).profile}
    return {"type": message.event, "timestamp": _iso(message.made_at), "data": data}


def _case(case: Case) -> dict[str, Any]:
    contact = contact_record(case.person_id)
    return {
        "id": case.pk,
        "number": case.number,
        "external_id": str(case.external_id),
        "state": case.state,
        "resolution": case.resolution,
        "subject": case.subject,
        "description": case.description,
        "product": case.product,
        "category": case.category,
        "origin": case.origin,
        "reason": case.reason,
        "thread_url": thread_url(case),
        "suggested": case.suggested,
        "opened": case.opened,
        "opened_at": _iso(case.opened_at),
        "contact": {"external_id": str(contact.external_id), **contact.profile},
    }


def _object_id(event: Any) -> int:
    match event:
        case CaseReplied():
            return event.reply_id
        case LeadOpened():
            return event.lead_id
        case ContactChanged():
            return event.contact_id
    return event.case_id


def _log(message: WebhookMessage, started: float, *, status: int | None = None, error: str = "") -> None:
    milliseconds = int((monotonic() - started) * 1000)
    WebhookAttempt.objects.create(message=message, status=status, error=error[:500], milliseconds=milliseconds)


def _start_of(response: httpx.Response) -> str:
    return response.text[:200].replace("\x00", "")


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
