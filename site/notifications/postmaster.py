"""This room's answers to `core.mail`: which addresses take no more mail, and how a person ends a kind of it."""

from core import mail
from notifications.actions.stop_address import stop_address
from notifications.models import StoppedAddress
from notifications.tokens import unsubscribe_url


class Office:
    def unsubscribe_url(self, person_id: int, kind: str) -> str:
        return unsubscribe_url(person_id, kind)

    def stopped(self, address: str) -> bool:
        return StoppedAddress.objects.filter(address=address.strip().lower()).exists()

    def refused(self, address: str, person_id: int, why: str) -> None:
        stop_address(address, StoppedAddress.Why.BOUNCED, person_id=person_id, said=why)


def register() -> None:
    mail.provide_postmaster(Office())
