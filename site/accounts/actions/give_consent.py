"""Give a consent, and withdraw it. Each answer stays on record with its date and the version of the text."""

from django.db import transaction
from django.utils import timezone

from accounts.consent import VERSION
from accounts.events import ConsentGiven, ConsentWithdrawn
from accounts.models import Consent, User
from core.events import record


@transaction.atomic
def give_consent(person: User, purpose: str, *, how: str) -> Consent:
    """Record that ``person`` agrees to ``purpose``. Agreeing twice to the same text changes nothing; a newer text is a new row."""
    User.objects.select_for_update().get(pk=person.pk)
    in_force = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).first()
    if in_force and in_force.version == VERSION:
        return in_force
    if in_force:
        Consent.objects.filter(pk=in_force.pk).update(withdrawn_at=timezone.now())
    consent = Consent.objects.create(person=person, purpose=purpose, version=VERSION, how=how)
    record(ConsentGiven(person.pk, purpose))
    return consent


@transaction.atomic
def withdraw_consent(person: User, purpose: str) -> bool:
    """Whether there was a consent to withdraw."""
    withdrawn = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).update(withdrawn_at=timezone.now())
    if withdrawn:
        record(ConsentWithdrawn(person.pk, purpose))
    return bool(withdrawn)


def adopt_choice(person: User) -> None:
    """What a visitor agreed to in the banner becomes theirs on signing in, unless they have answered before."""
    if not Consent.objects.filter(person=person, purpose=Consent.Purpose.ANALYTICS).exists():
        give_consent(person, Consent.Purpose.ANALYTICS, how=Consent.How.BANNER)
