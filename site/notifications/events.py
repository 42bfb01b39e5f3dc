"""What this room owes to people: mails that are due. It imports core alone."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class MailsDue(Event):
    """These notifications are to be mailed at once."""

    name = "notifications.mails_due"
    notification_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DigestDue(Event):
    name = "notifications.digest_due"
    digest_id: int


@dataclass(frozen=True, slots=True)
class TopThreadsDue(Event):
    """The week's best threads are owed to somebody who asked for them. ``week`` names it (2026-W47)."""

    name = "notifications.top_threads_due"
    person_id: int
    week: str
