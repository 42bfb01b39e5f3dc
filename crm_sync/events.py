"""What happens between customers and the company: journeys, forms, cases, leads. Others may import this module; it imports core alone."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class FormStarted(Event):
    """Somebody began to type into the ask or the support form. ``person_id`` only with that person's consent to analytics."""

    name = "crm_sync.form_started"
    journey: str
    form: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class FormSent(Event):
    """A form ended in a question or a case (``kind``, ``object_id``)."""

    name = "crm_sync.form_sent"
    journey: str
    form: str
    kind: str
    object_id: int
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class JourneyAnswered(Event):
    """A person said whether this content answered, and whether they would otherwise have contacted support (None: not said).

    ``opened``: it was said on the opened content itself, so that it was read needs no further proof. ``asker``: it was the asker of this
    very thread who said it. ``person_id`` only with consent.
    """

    name = "crm_sync.journey_answered"
    journey: str
    kind: str
    object_id: int
    answered: bool
    would_have_contacted: bool | None = None
    person_id: int | None = None
    opened: bool = False
    asker: bool = False


@dataclass(frozen=True, slots=True)
class CaseOpened(Event):
    name = "crm_sync.case_opened"
    case_id: int
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class CaseReopened(Event):
    name = "crm_sync.case_reopened"
    case_id: int


@dataclass(frozen=True, slots=True)
class CaseReplied(Event):
    """A reply, public or private: consumers ask which before they show a word of it."""

    name = "crm_sync.case_replied"
    reply_id: int
    case_id: int


@dataclass(frozen=True, slots=True)
class CaseClosed(Event):
    name = "crm_sync.case_closed"
    case_id: int


@dataclass(frozen=True, slots=True)
class LeadOpened(Event):
    name = "crm_sync.lead_opened"
    lead_id: int


@dataclass(frozen=True, slots=True)
class ContactChanged(Event):
    """A person's profile is to go to the CRM (again), or, when consent ended, to leave it."""

    name = "crm_sync.contact_changed"
    contact_id: int


@dataclass(frozen=True, slots=True)
class AskedIfSolved(Event):
    """A waiting asker is to be asked whether the question is solved: notifications do."""

    name = "crm_sync.asked_if_solved"
    waiting_id: int


@dataclass(frozen=True, slots=True)
class WebhookDue(Event):
    """One message is owed to one webhook target."""

    name = "crm_sync.webhook_due"
    message_id: int
