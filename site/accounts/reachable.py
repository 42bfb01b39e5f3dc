"""Who can be written to, and whose name after an @ leads to their page: the people room's answers to `core.mail` and `core.text`."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db.models.functions import Lower
from django.urls import reverse

from accounts.models import User
from core import mail, text
from core.mail import Recipient


def recipients(ids: Iterable[int]) -> dict[int, Recipient]:
    """Those with a confirmed main address; nobody who is anonymised, may not sign in, or was imported and hasn't claimed the account."""
    people = User.objects.filter(pk__in=set(ids), is_active=True, imported=False, anonymised_at=None)
    confirmed = EmailAddress.objects.filter(user__in=people, verified=True).exclude(email="").order_by("user_id", "-primary", "pk")
    addresses: dict[int, str] = {}
    for person_id, email in confirmed.values_list("user_id", "email"):
        addresses.setdefault(person_id, email)
    return {person.pk: Recipient(addresses[person.pk], person.language, person.name) for person in people if person.pk in addresses}


def owner_of(address: str) -> int | None:
    """Whose confirmed address this is."""
    return EmailAddress.objects.filter(email__iexact=address, verified=True).values_list("user_id", flat=True).first()


def mentioned(names: Iterable[str]) -> dict[str, str]:
    """The page of each user name, given in lower case, that is somebody's."""
    people = User.objects.filter(anonymised_at=None).annotate(lower=Lower("username")).filter(lower__in=set(names))
    return {lower: reverse("person", args=[username]) for lower, username in people.values_list("lower", "username")}


def register() -> None:
    mail.provide_recipients(recipients)
    text.provide_mentions(mentioned)
