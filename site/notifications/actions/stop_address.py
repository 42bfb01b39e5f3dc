"""Stop mail to an address that bounced or complained, and let its owner show that it works again."""

import structlog
from django.db import transaction

from accounts.reachable import owner_of
from notifications.models import Digest, Notification, Participant, Preference, StoppedAddress

log = structlog.get_logger(__name__)

SAID_MAX = 300


@transaction.atomic
def stop_address(address: str, why: str, *, person_id: int | None = None, said: str = "") -> None:
    """From now on nothing is sent to ``address``. Of several reports the first stands, but a complaint outweighs a bounce."""
    person_id = person_id or owner_of(address.strip())
    told = {"why": why, "said": " ".join(said.split())[:SAID_MAX]}
    stopped, new = StoppedAddress.objects.get_or_create(address=address.strip().lower(), defaults={**told, "person_id": person_id})
    if not new and why == StoppedAddress.Why.COMPLAINED and stopped.why != why:
        StoppedAddress.objects.filter(pk=stopped.pk).update(**told)
    if new:
        log.info("mail.stopped", why=why, person=person_id)


def start_address(address: str) -> bool:
    """Its owner opened a mail there: it works. True if it had been stopped."""
    return bool(StoppedAddress.objects.filter(address=address.strip().lower()).delete()[0])


def forget_person(person_id: int) -> None:
    """Addresses and wishes go, and what the person was told; what they did stays in others' lists, without their name."""
    for model in (StoppedAddress, Preference, Participant, Notification, Digest):
        model.objects.filter(person=person_id).delete()  # type: ignore[attr-defined]
