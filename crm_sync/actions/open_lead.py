"""Open a lead, and keep a person's contact in step with their consent."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Consent
from core.events import record
from core.viewer import Viewer
from crm_sync.events import ContactChanged, LeadOpened
from crm_sync.ids import external_id
from crm_sync.models import Contact, Lead
from crm_sync.permissions import may_work_on_cases


@transaction.atomic
def open_lead(
    by: Viewer, *, name: str, email: str = "", note: str = "", campaign: str = "", consent: bool = False, nonce: str = ""
) -> Lead:
    """Staff note somebody who may buy. The same ``nonce`` gives the same lead.

    Raises:
        PermissionDenied: ``by`` is not staff.
    """
    if not may_work_on_cases(by):
        raise PermissionDenied("only staff open leads")
    lead, made = Lead.objects.get_or_create(
        external_id=external_id(f"crm.lead:{by.user_id}:{nonce or uuid4()}"),
        defaults={
            "name": name,
            "email": email,
            "source": Lead.Source.STAFF,
            "note": note,
            "campaign": campaign,
            "consent": consent,
            "opened_by_id": by.user_id,
        },
    )
    if made:
        record(LeadOpened(lead.pk))
    return lead


@transaction.atomic
def keep_contact(person_id: int) -> Contact | None:
    """Make the person's contact follow their consent to CRM sharing; None when they never gave it."""
    agrees = Consent.objects.filter(person=person_id, purpose=Consent.Purpose.CRM, withdrawn_at=None).exists()
    contact = Contact.objects.select_for_update().filter(person=person_id).first()
    if contact is None:
        if not agrees:
            return None
        contact = Contact.objects.create(external_id=external_id(f"accounts.user:{person_id}"), person_id=person_id)
    if contact.shared != agrees:
        contact.shared, contact.changed_at = agrees, timezone.now()
        contact.save(update_fields=["shared", "changed_at"])
        record(ContactChanged(contact.pk))
    return contact
