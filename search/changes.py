"""Which events change what a search may find, and which documents each one touches."""

from collections.abc import Iterator
from typing import Final

from core.content import content
from core.events import ContentImported, Event, revive
from core.models import Delivery
from qa import events as qa
from search import indexing

CONSUMER: Final = "search.index"
MOST_WITHDRAWN: Final = 500

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
    """Keys of documents from which something was taken that the index still holds: one query, and nearly always nothing.

    A count, a facet or a mended word would tell of it, though rows and snippets are read from the database.
    """
    owed = Delivery.objects.filter(consumer=CONSUMER, done_at=None, event__name__in=[event.name for event in WITHDRAWALS])
    waiting, dead = (some.values_list("event__name", "event__payload") for some in (owed.filter(dead_at=None), owed.exclude(dead_at=None)))
    events = (revive(name, payload) for name, payload in waiting.union(dead, all=True)[:MOST_WITHDRAWN])
    return tuple(dict.fromkeys(key for event in events for key in keys_of(event)))


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
