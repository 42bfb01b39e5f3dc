"""What search owes to people. Others may import this module; it imports core alone."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class AlertDue(Event):
    """A saved search of somebody found new content: they are to be told, once (notifications do)."""

    name = "search.alert_due"
    alert_id: int
    person_id: int
