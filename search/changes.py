"""Which events change what a search may find, and which documents each one touches."""

from collections.abc import Iterator
from typing import Final

from core.content import content
from core.events import ContentImported, Event, revive
from core.models import Delivery, EventRow
from qa import events as qa
from search import indexing

CONSUMER: Final = "search.index"
MOST_WAITING: Final = 5_000

# What takes something from sight: until the index knows, the documents concerned are left out of every search.
WITHDRAWALS: Final = (qa.QuestionHeld, qa.AnswerHeld, qa.ContentHidden, qa.ContentRetracted)
CHANGES: Final = (
    *WITHDRAWALS,
    ContentImported,
    qa.QuestionAsked,
    qa.QuestionEdited,
    qa.QuestionClosed,
    qa.QuestionReopened,
    qa.AnswerPosted,
    qa.AnswerEdited,
    qa.AnswerAccepted,
    qa.AcceptanceWithdrawn,
    qa.VoteCast,
    qa.ContentRestored,
    qa.ContentApproved,
    qa.ContentUnretracted,
)


def withdrawn() -> tuple[str, ...]:
    """Keys of documents from which something was taken that the index still holds: one query by the relay's own small indexes, and a
    second one while changes wait.

    A count, a facet or a mended word would tell of it, though rows and snippets are read from the database.
    """
    owed = Delivery.objects.filter(consumer=CONSUMER, done_at=None).values_list("event_id", flat=True)
    waiting = list(owed.filter(dead_at=None).union(owed.filter(dead_at__isnull=False), all=True))
    if not waiting:
        return ()
    names = [event.name for event in WITHDRAWALS]
    told = EventRow.objects.filter(pk__in=waiting[-MOST_WAITING:], name__in=names).values_list("name", "payload")
    return tuple(dict.fromkeys(key for name, payload in told for key in keys_of(revive(name, payload))))


def keys_of(event: Event) -> Iterator[str]:
    """The documents that ``event`` touched, as far as they still exist."""
    match event:
        case ContentImported():
            yield from indexing.imported_keys(event.kind, event.first_id, event.last_id)
        case qa.VoteCast() if not indexing.searchable(content[event.kind]):
            return  # votes on answers change no document
        case (
            qa.VoteCast()
            | qa.ContentHidden()
            | qa.ContentRestored()
            | qa.ContentApproved()
            | qa.ContentRetracted()
            | qa.ContentUnretracted()
        ):
            if key := indexing.thread_key(event.kind, event.object_id):
                yield key
        case _:
            yield f"qa.question:{event.question_id}"  # type: ignore[attr-defined]
