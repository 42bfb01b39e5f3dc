"""Reads a bounce that a mail server sent back (RFC 3464) or a provider's report of a complaint (RFC 5965)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import Message

from django.utils import timezone

from accounts.reachable import owner_of
from core.mail import message_id
from core.models import MailSent
from notifications.models import StoppedAddress

MOST_BYTES = 2_000_000
SENT_WITHIN = timedelta(days=14)
Why = StoppedAddress.Why


@dataclass(frozen=True, slots=True)
class Report:
    address: str
    why: str
    said: str


def read(raw: bytes) -> list[Report]:
    """The addresses that a report says are gone or don't want our mail; a delay, a full mailbox and any other mail say nothing."""
    message = message_from_bytes(raw[:MOST_BYTES], policy=policy.compat32)
    reports: list[Report] = []
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            reports += [report for block in _blocks(part) if (report := _bounce(block))]
        elif part.get_content_type() == "message/feedback-report":
            reports += [report for block in _blocks(part) if (report := _complaint(block))]
    return reports


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        return [block for block in payload if isinstance(block, Message)]
    return [message_from_bytes(str(payload).encode(), policy=policy.compat32)]


def _bounce(block: Message) -> Report | None:
    address = _address(block.get("Final-Recipient", "") or block.get("Original-Recipient", ""))
    # 5.1.x is the address, 5.2.1 a mailbox that is closed; other failures are the message's or the server's.
    gone = block.get("Status", "").strip().startswith(("5.1.", "5.2.1", "5.0.0"))
    if not address or block.get("Action", "").strip().lower() != "failed" or not gone:
        return None
    return Report(address, Why.BOUNCED, str(block.get("Diagnostic-Code", block.get("Status", ""))))


def _complaint(block: Message) -> Report | None:
    address = _address(block.get("Original-Rcpt-To", ""))
    if not address or block.get("Feedback-Type", "").strip().lower() != "abuse":
        return None
    return Report(address, Why.COMPLAINED, str(block.get("User-Agent", "")))


def _address(field: str) -> str:
    """``rfc822; ana@example.com`` or ``<ana@example.com>``"""
    address = str(field).rpartition(";")[2].strip().strip("<>").lower()
    return address if "@" in address and len(address) <= 254 else ""


def genuine(report: Report, raw: bytes, now: datetime | None = None) -> bool:
    """Whether the report quotes a mail that we sent to the owner of its address: anybody may send a bounce, only this one knows that."""
    owner = owner_of(report.address)
    since = (now or timezone.now()) - SENT_WITHIN
    keys = MailSent.objects.filter(person=owner, claimed_at__gte=since).values_list("key", flat=True) if owner else []
    return any(message_id(key).encode() in raw for key in keys)
