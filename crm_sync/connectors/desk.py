"""The built-in desk: Plaza's own pages under /support/desk/ show cases, leads and contacts, so nothing has to be sent anywhere."""

from uuid import UUID

from crm_sync.connectors.protocol import CaseRecord, ContactRecord, LeadRecord, Receipt
from crm_sync.models import Case, Contact, Lead


class Desk:
    name = "desk"

    def upsert_case(self, case: CaseRecord) -> Receipt:
        return Receipt(case.number, case.state)

    def upsert_lead(self, lead: LeadRecord) -> Receipt:
        return Receipt(str(lead.external_id))

    def upsert_contact(self, contact: ContactRecord) -> Receipt:
        return Receipt(str(contact.external_id))

    def forget_contact(self, external_id: UUID) -> None:
        """Nothing is kept here beyond Plaza's own tables."""

    def find(self, kind: str, external_id: UUID) -> Receipt | None:
        model = {"case": Case, "lead": Lead, "contact": Contact}[kind]
        found = model.objects.filter(external_id=external_id).exists()  # type: ignore[attr-defined]
        return Receipt(str(external_id)) if found else None
