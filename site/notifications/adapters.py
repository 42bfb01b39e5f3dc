"""The fence to mail providers: what anymail hears from their webhooks stops an address here."""

from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking

from accounts.reachable import owner_of
from notifications.actions.prefer import unsubscribe
from notifications.actions.stop_address import stop_address
from notifications.kinds import ALL_MAIL
from notifications.models import StoppedAddress

FOR_GOOD = {RejectReason.BOUNCED, RejectReason.INVALID}
Why = StoppedAddress.Why


def connect() -> None:
    tracking.connect(on_tracking, dispatch_uid="notifications.tracking")


def on_tracking(sender: Any, event: AnymailTrackingEvent, **kwargs: Any) -> None:
    """A hard bounce or a complaint stops the address; a mailbox that is full or slow does not."""
    if not event.recipient:
        return
    said = event.mta_response or event.description or ""
    if event.event_type == EventType.COMPLAINED or event.reject_reason == RejectReason.SPAM:
        stop_address(event.recipient, Why.COMPLAINED, said=said)
    elif event.event_type in (EventType.BOUNCED, EventType.REJECTED) and event.reject_reason in FOR_GOOD:
        stop_address(event.recipient, Why.BOUNCED, said=said)
    elif event.event_type == EventType.UNSUBSCRIBED and (person_id := owner_of(event.recipient)):
        unsubscribe(person_id, ALL_MAIL)
