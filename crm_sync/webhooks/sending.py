"""One attempt to deliver one message, and its line in the log."""

import json
from datetime import datetime
from time import monotonic

import httpx
from django.utils import timezone
from standardwebhooks import Webhook

from core import http
from crm_sync.models import WebhookAttempt, WebhookMessage
from crm_sync.webhooks.payloads import is_public, payload

TIMEOUT = 10.0


class NotAccepted(Exception):
    """The target answered, but not with a success."""


def send(message_id: int) -> None:
    """Deliver one message; one that has arrived, whose target was switched off, or that guests may not know of any more, is done.

    Raises:
        NotAccepted, core.http.OutgoingError: it has not arrived; the relay tries again.
    """
    message = WebhookMessage.objects.select_related("target").get(pk=message_id)
    if message.delivered_at or message.withheld_at or not message.target.active:
        return
    if not is_public(message):
        WebhookMessage.objects.filter(pk=message.pk).update(withheld_at=timezone.now())
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


def _log(message: WebhookMessage, started: float, *, status: int | None = None, error: str = "") -> None:
    milliseconds = int((monotonic() - started) * 1000)
    WebhookAttempt.objects.create(message=message, status=status, error=error[:500], milliseconds=milliseconds)


def _start_of(response: httpx.Response) -> str:
    return response.text[:200].replace("\x00", "")
