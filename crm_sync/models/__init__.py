"""Tables of the CRM room: cases and leads, what goes to other systems, journeys, and the rules a manager edits."""

from crm_sync.models.cases import Case, CaseReply, Contact, Lead
from crm_sync.models.journeys import Journey, ReadTopic, Said
from crm_sync.models.outgoing import SyncState, WebhookAttempt, WebhookMessage, WebhookTarget
from crm_sync.models.rules import CostRate, ServiceHours, WaitingQuestion, WaitingRule

__all__ = [
    "Case",
    "CaseReply",
    "Contact",
    "CostRate",
    "Journey",
    "Lead",
    "ReadTopic",
    "Said",
    "ServiceHours",
    "SyncState",
    "WaitingQuestion",
    "WaitingRule",
    "WebhookAttempt",
    "WebhookMessage",
    "WebhookTarget",
]
