"""Events: what happened, recorded in the transaction in which it happened.

An action calls ``record(AnswerAccepted(answer_id=7, by_id=3))``. Every consumer that listens gets one delivery, at least once, however
often a worker dies (`core.events.relay`). Events carry ids, never personal data: consumers re-read the current state.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

from django.apps import apps
from django.db import transaction

from core.lanes import Lane

Handler = Callable[[Any], None]


class OutsideTransaction(RuntimeError):
    """An event was recorded outside `atomic`: it could outlive its cause, or be lost without it."""


event_types: dict[str, type["Event"]] = {}


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events.

    ``name`` is stored with each row, so it never changes; a field may be added with a default, none may go.
    """

    name: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # `dataclass(slots=True)` makes the class a second time, so a second registration by the same class is no clash.
        taken = event_types.get(cls.name)
        if taken is not None and (taken.__module__, taken.__name__) != (cls.__module__, cls.__name__):
            raise ValueError(f"event name {cls.name!r} is taken")
        event_types[cls.name] = cls


@dataclass(frozen=True, slots=True)
class ContentImported(Event):
    """An import wrote rows ``first_id`` to ``last_id`` (both included) of ``kind``.

    A consumer that wants imports subscribes to this event; one that doesn't (mail, admission, clocks, CRM, journeys) simply never hears
    of them, since bulk writers record nothing else.
    """

    name = "core.content_imported"
    source: str
    kind: str
    first_id: int
    last_id: int


@dataclass(frozen=True, slots=True)
class Consumer:
    name: str
    events: tuple[type[Event], ...]
    handle: Handler
    in_transaction: bool
    lane: Lane


consumers: dict[str, Consumer] = {}


def on(
    event: type[Event] | tuple[type[Event], ...], consumer: str, *, in_transaction: bool = True, lane: Lane = Lane.HOUSE
) -> Callable[[Handler], Handler]:
    """Subscribe a handler to one event or several under the stable name ``consumer`` (``"app.effect"``).

    ``in_transaction=False`` is for effects outside the database (index, mail, CRM): the handler runs with no transaction open, and
    must bear being called twice for one delivery (`relay.current_delivery_id` is its key). What may take longer than a moment gets
    another ``lane``.
    """
    events = event if isinstance(event, tuple) else (event,)

    def subscribe(handle: Handler) -> Handler:
        if consumer in consumers:
            raise ValueError(f"consumer {consumer!r} is taken")
        consumers[consumer] = Consumer(consumer, events, handle, in_transaction, lane)
        return handle

    return subscribe


def record(event: Event) -> None:
    """Store ``event`` and what it owes to each consumer, in the caller's transaction.

    Raises:
        OutsideTransaction: no atomic block of the application is open (a TestCase's own doesn't count).
    """
    if all(block._from_testcase for block in transaction.get_connection().atomic_blocks):
        raise OutsideTransaction(event.name)
    # Looked up, not imported: rooms read their events before the app registry is ready.
    event_rows, deliveries = apps.get_model("core", "EventRow"), apps.get_model("core", "Delivery")
    row = event_rows.objects.create(name=event.name, payload=asdict(event))
    deliveries.objects.bulk_create(
        deliveries(event=row, consumer=consumer.name, lane=consumer.lane)
        for consumer in consumers.values()
        if isinstance(event, consumer.events)
    )
    transaction.on_commit(_wake, robust=True)
    _renew_guest_pages(event)


def revive(name: str, payload: dict[str, Any]) -> Event:
    """The event that a stored row tells of; fields that a later version added take their defaults.

    Raises:
        LookupError: no event of this name is known (its room was taken out).
    """
    try:
        kind = event_types[name]
    except KeyError:
        raise LookupError(f"unknown event {name!r}") from None
    known = {field.name for field in fields(kind)}
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in payload.items() if key in known})


def _wake() -> None:
    from core.events.relay import wake

    wake()


def _renew_guest_pages(event: Event) -> None:
    from core.guest_pages import forget_after

    forget_after(event)
