"""Ask whether a stopped address works again, by a mail with a link."""

from uuid import uuid4

from core import mail
from notifications.models import StoppedAddress
from notifications.tokens import address_url


def ask_if_address_works(person_id: int) -> bool:
    """True if the mail went out: the person's address is stopped, and its server takes mail again."""
    recipient = mail.recipients([person_id]).get(person_id)
    if recipient is None or not StoppedAddress.objects.filter(address=recipient.email.strip().lower()).exists():
        return False
    context = {"url": address_url(recipient.email)}
    return mail.send(person_id, "address_works", context, key=f"notifications.address:{uuid4()}", even_if_stopped=True)
