"""Signed addresses for people who aren't signed in: end mail of a kind, and show that an address works. They never run out."""

from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.urls import reverse

UNSUBSCRIBE, ADDRESS = "notifications.unsubscribe", "notifications.address"


def unsubscribe_url(person_id: int, kind: str) -> str:
    return _absolute("notifications:unsubscribe", signing.dumps([person_id, kind], salt=UNSUBSCRIBE))


def read_unsubscribe(token: str) -> tuple[int, str]:
    """The person and the kind of mail.

    Raises:
        signing.BadSignature: nobody here made this token.
    """
    person_id, kind = signing.loads(token, salt=UNSUBSCRIBE)
    return int(person_id), str(kind)


def address_url(address: str) -> str:
    return _absolute("notifications:address_works", signing.dumps(address, salt=ADDRESS))


def read_address(token: str) -> str:
    """Raises as `read_unsubscribe`."""
    return str(signing.loads(token, salt=ADDRESS))


def _absolute(name: str, token: str) -> str:
    return urljoin(settings.BASE_URL, reverse(name, args=[token]))
