"""Send an object to the CRM as it is now: runs outside transactions, may run twice, and leaves one object there."""

from collections.abc import Callable
from uuid import UUID

from django.utils import timezone

from crm_sync.connectors import connector
from crm_sync.connectors.protocol import Ambiguous, Receipt, Unclear
from crm_sync.models import Case, Contact, Lead, SyncState
from crm_sync.records import case_record, contact_record, lead_record


def sync_case(case_id: int) -> None:
    case = Case.objects.get(pk=case_id)
    _send("case", case_id, case.external_id, lambda: connector().upsert_case(case_record(case)))


def sync_lead(lead_id: int) -> None:
    lead = Lead.objects.get(pk=lead_id)
    _send("lead", lead_id, lead.external_id, lambda: connector().upsert_lead(lead_record(lead)))


def sync_contact(contact_id: int) -> None:
    contact = Contact.objects.get(pk=contact_id)
    if contact.shared:
        _send("contact", contact_id, contact.external_id, lambda: connector().upsert_contact(contact_record(contact.person_id)))
    else:
        _send("contact", contact_id, contact.external_id, lambda: _forget(contact.external_id))


def _forget(external_id: UUID) -> Receipt:
    connector().forget_contact(external_id)
    return Receipt("")


def _send(kind: str, object_id: int, external_id: UUID, upsert: Callable[[], Receipt]) -> None:
    """Upsert once and keep what came of it.

    After an unclear try the object is looked up first, so that a CRM without upserts makes no second one. An ambiguous match is kept for
    staff and not retried; every other error is raised, for the relay to try again.
    """
    state, _ = SyncState.objects.get_or_create(
        connector=connector().name, kind=kind, object_id=object_id, defaults={"external_id": external_id}
    )
    found = connector().find(kind, external_id) if state.unclear else None
    now = timezone.now()
    try:
        receipt = found if found and kind == "lead" else upsert()
    except Ambiguous as error:
        _keep(state, tried_at=now, last_error=str(error), blocked=True, unclear=False)
        return
    except Exception as error:
        _keep(state, tried_at=now, last_error=f"{type(error).__name__}: {error}"[:2000], unclear=isinstance(error, Unclear))
        raise
    _keep(
        state,
        remote_id=receipt.remote_id or state.remote_id,
        remote_state=receipt.remote_state,
        sent_at=now,
        tried_at=now,
        last_error="",
        unclear=False,
        blocked=False,
    )


def _keep(state: SyncState, **values) -> None:
    SyncState.objects.filter(pk=state.pk).update(**values)
