"""What happens to people. Others may import this module; it imports core alone."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class PersonAnonymised(Event):
    """Whoever keeps a copy of the person's name, address or profile drops it."""

    name = "accounts.person_anonymised"
    person_id: int


@dataclass(frozen=True, slots=True)
class ConsentGiven(Event):
    name = "accounts.consent_given"
    person_id: int
    purpose: str


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn(Event):
    name = "accounts.consent_withdrawn"
    person_id: int
    purpose: str
