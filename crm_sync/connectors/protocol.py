"""What a connector to a CRM offers, and the records it is given.

A connector is one class in one module, registered in `crm_sync.connectors`. Every object carries an external id (`crm_sync.ids`), and
each ``upsert_…`` must be an upsert on it: called twice, it leaves one object there. Records hold plain data, no models.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """A person; ``profile`` is empty without their consent to share it."""

    external_id: UUID
    profile: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReplyRecord:
    external_id: UUID
    author: str
    public: bool
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseRecord:
    external_id: UUID
    number: str
    subject: str
    description: str
    product: str
    category: str
    origin: str
    reason: str
    state: str
    resolution: str
    thread_url: str
    contact: ContactRecord
    suggested: tuple[str, ...]
    opened: tuple[str, ...]
    opened_at: datetime
    replies: tuple[ReplyRecord, ...]


@dataclass(frozen=True, slots=True)
class LeadRecord:
    external_id: UUID
    name: str
    email: str
    source: str
    campaign: str
    note: str
    consent: bool
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the CRM answered: its own id for the object, and the state it shows there."""

    remote_id: str
    remote_state: str = ""


class Unclear(Exception):
    """The request was sent and no answer came: it may have arrived. The next try looks it up before it sends again."""


class Ambiguous(Exception):
    """Several objects there match and nothing was written: staff must decide, so it isn't tried again by itself."""


class Connector(Protocol):
    """Errors: `Unclear`, `Ambiguous`; anything else means "not written", and is tried again later."""

    name: str

    def upsert_case(self, case: CaseRecord) -> Receipt: ...

    def upsert_lead(self, lead: LeadRecord) -> Receipt: ...

    def upsert_contact(self, contact: ContactRecord) -> Receipt: ...

    def forget_contact(self, external_id: UUID) -> None:
        """Take a person's profile out of the CRM: they no longer agree."""

    def find(self, kind: str, external_id: UUID) -> Receipt | None:
        """What the CRM holds under this external id; ``kind``: case, lead or contact."""
