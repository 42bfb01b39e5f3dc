"""What changes the index: everything that changes what a search may find, or who may find it."""

from collections.abc import Iterator
from typing import Final

from core.content import content
from core.events import ContentImported, Event, on, relay, revive
from core.models import Delivery
from qa import events as qa
from search import indexing

CONSUMER: Final = "search.index"
AT_ONCE: Final = 200  # waiting changes that one commit takes along

CHANGES: Final = (
    ContentImported,
    qa.QuestionAsked,
    qa.QuestionHeld,
    qa.QuestionEdited,
    qa.QuestionClosed,
    qa.QuestionReopened,
    qa.AnswerPosted,
    qa.AnswerHeld,
    qa.AnswerEdited,
    qa.AnswerAccepted,
    qa.AcceptanceWithdrawn,
    qa.VoteCast,
    qa.ContentHidden,
    qa.ContentRestored,
    qa.ContentApproved,
)

_taken_along: dict[int, Event] = {}  # deliveries of this process's own future, already in the index


@on(CHANGES, consumer=CONSUMER, in_transaction=False)
def index_change(event: Event) -> None:
    """Index what the event touched, and with it what waits behind: a commit costs the same for one document as for two hundred.

    An event and its effect became visible together, so a delivery that was seen waiting is served by documents read after that.
    """
    mine = relay.current_delivery_id()
    if mine is not None and _taken_along.pop(mine, None) == event:
        return
    waiting = {} if isinstance(event, ContentImported) else _waiting(mine)
    indexing.index(key for some in (event, *waiting.values()) for key in _keys(some))
    _taken_along.clear()
    _taken_along.update(waiting)


def _waiting(mine: int | None) -> dict[int, Event]:
    rows = Delivery.objects.filter(consumer=CONSUMER, done_at=None, dead_at=None).exclude(pk=mine).select_related("event")
    events = {row.pk: revive(row.event.name, row.event.payload) for row in rows.order_by("due_at", "id")[:AT_ONCE]}
    return {id: event for id, event in events.items() if not isinstance(event, ContentImported)}


def _keys(event: Event) -> Iterator[str]:
    match event:
        case ContentImported():
            yield from indexing.imported_keys(event.kind, event.first_id, event.last_id)
        case qa.VoteCast() if not indexing.searchable(content[event.kind]):
            return  # votes on answers change no document
        case qa.VoteCast() | qa.ContentHidden() | qa.ContentRestored() | qa.ContentApproved():
            if key := indexing.thread_key(event.kind, event.object_id):
                yield key
        case _:
            yield f"qa.question:{event.question_id}"  # type: ignore[attr-defined]
