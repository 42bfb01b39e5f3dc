"""What follows from events: journeys are kept true, cases go to the CRM, and webhook targets are told."""

from typing import Any

from django.utils import timezone

from accounts.events import ConsentGiven, ConsentWithdrawn, PersonAnonymised
from core.events import on
from core.events.relay import current_delivery_id
from core.lanes import Lane
from core.models import Delivery, EventRow
from crm_sync import raw, webhooks
from crm_sync.actions.ask_if_solved import offer_case, start_clock
from crm_sync.actions.follow_journeys import follow, forget_person
from crm_sync.actions.note_said import SOURCES, consented, note
from crm_sync.actions.open_lead import keep_contact
from crm_sync.actions.reply_to_case import mail_customer
from crm_sync.actions.sync import sync_case, sync_contact, sync_lead
from crm_sync.events import (
    CaseClosed,
    CaseOpened,
    CaseReopened,
    CaseReplied,
    ContactChanged,
    LeadOpened,
    WebhookDue,
)
from crm_sync.journeys import WINDOW
from crm_sync.models import Case, Lead, Said
from crm_sync.webhooks.names import TOLD
from qa.events import NotSolved, QuestionAsked


@on(SOURCES, consumer="crm_sync.journeys")
def keep_journeys_true(event: Any) -> None:
    row = _event_row()
    said = note(event, row.pk, row.at)
    if said is None:
        return
    if said.what in ("accepted", "unaccepted"):
        said = Said.objects.filter(what="sent", kind=said.kind, object_id=said.object_id, sealed=False).order_by("at").first()
    if said and (actor := raw.actor_of(said.person_id, said.journey)):
        follow(actor, said.at)


@on(CaseOpened, consumer="crm_sync.journeys_before_case")
def look_back_from_case(event: CaseOpened) -> None:
    """A case changes the class of what its person did in the window before it."""
    case = Case.objects.get(pk=event.case_id)
    follow(raw.Actor(person_id=case.person_id), case.opened_at - WINDOW)


@on((CaseOpened, CaseReopened, CaseReplied, CaseClosed), consumer="crm_sync.case_to_crm", in_transaction=False, lane=Lane.OUTSIDE)
def send_case(event: Any) -> None:
    sync_case(event.case_id)


@on(LeadOpened, consumer="crm_sync.lead_to_crm", in_transaction=False, lane=Lane.OUTSIDE)
def send_lead(event: LeadOpened) -> None:
    sync_lead(event.lead_id)


@on(ContactChanged, consumer="crm_sync.contact_to_crm", in_transaction=False, lane=Lane.OUTSIDE)
def send_contact(event: ContactChanged) -> None:
    sync_contact(event.contact_id)


@on(tuple(TOLD), consumer="crm_sync.webhook_messages")
def owe_webhook_messages(event: Any) -> None:
    """One message per target that wants to know; each is then delivered, and retried, on its own."""
    webhooks.owe(event, _event_row().pk)


@on(WebhookDue, consumer="crm_sync.webhook_send", in_transaction=False, lane=Lane.OUTSIDE)
def send_webhook(event: WebhookDue) -> None:
    webhooks.send(event.message_id)


@on(CaseReplied, consumer="crm_sync.mail_customer", in_transaction=False, lane=Lane.OUTSIDE)
def tell_customer(event: CaseReplied) -> None:
    mail_customer(event.reply_id)


@on((ConsentGiven, ConsentWithdrawn), consumer="crm_sync.consent")
def follow_consent(event: Any) -> None:
    if event.purpose == "crm":
        keep_contact(event.person_id)
    elif event.purpose == "analytics" and isinstance(event, ConsentWithdrawn) and not consented(event.person_id, timezone.now()):
        forget_person(event.person_id)


@on(PersonAnonymised, consumer="crm_sync.person_anonymised")
def forget(event: PersonAnonymised) -> None:
    """Journeys lose the person, the CRM loses the profile, leads lose name and address. Cases stay, of a former member."""
    forget_person(event.person_id)
    keep_contact(event.person_id)
    Lead.objects.filter(person=event.person_id).update(name="anon", email="", note="", person=None)


@on(QuestionAsked, consumer="crm_sync.waiting_clock")
def start_waiting_clock(event: QuestionAsked) -> None:
    start_clock(event.question_id)


@on(NotSolved, consumer="crm_sync.offer_case")
def offer_a_case(event: NotSolved) -> None:
    offer_case(event.question_id, event.by_id)


def _event_row() -> EventRow:
    return Delivery.objects.select_related("event").get(pk=current_delivery_id()).event
