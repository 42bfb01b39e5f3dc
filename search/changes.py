"""Which events change what a search may find, and which documents each one touches."""

from collections.abc import Iterator
from typing import Final

from blog import events as blog
from core.events import ContentImported, Event, revive
from core.events import content as any_content
from core.models import Delivery, EventRow
from forums import events as forums
from forums.content import closed_topics
from forums.models import TOPIC
from kb import events as kb
from qa import events as qa
from search import indexing

CONSUMER: Final = "search.index"
MOST_WAITING: Final = 5_000

# What takes something from sight: until the index knows, the documents concerned are left out of every search.
WITHDRAWALS: Final = (
    any_content.ContentHeld,
    any_content.ContentHidden,
    any_content.ContentRetracted,
    kb.ArticleUnpublished,
    kb.ArticleChanged,
    blog.PostUnpublished,
    forums.TopicMoved,
    forums.AudienceChanged,
)
CHANGES: Final = (
    *WITHDRAWALS,
    ContentImported,
    any_content.ContentPublished,
    any_content.ContentEdited,
    any_content.ContentRestored,
    any_content.ContentApproved,
    any_content.ContentUnretracted,
    any_content.VoteCast,
    qa.QuestionClosed,
    qa.QuestionReopened,
    qa.AnswerAccepted,
    qa.AcceptanceWithdrawn,
    kb.ArticlePublished,
    blog.PostPublished,
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
    events = dict.fromkeys(revive(name, payload) for name, payload in told)  # whoever edits permissions tells the same many times
    return tuple(dict.fromkeys(key for event in events for key in keys_of(event)))


def keys_of(event: Event) -> Iterator[str]:
    """The documents that ``event`` touched, as far as they still exist."""
    match event:
        case ContentImported():
            yield from indexing.imported_keys(event.kind, event.first_id, event.last_id)
        case any_content.VoteCast() if not indexing.searchable_kind(event.kind):
            return  # only a thread's own score is known to the index
        case kb.ArticlePublished() | kb.ArticleUnpublished() | kb.ArticleChanged():
            yield f"kb.article:{event.article_id}"
        case blog.PostPublished() | blog.PostUnpublished():
            yield f"blog.post:{event.page_id}"
        case forums.TopicMoved():
            yield f"forums.topic:{event.topic_id}"
        case forums.AudienceChanged():
            if not event.after_topic_id:  # what follows goes through all topics; those that not everybody may read can't wait
                yield from (f"{TOPIC}:{id}" for id in closed_topics())
        case qa.QuestionClosed() | qa.QuestionReopened() | qa.AnswerAccepted() | qa.AcceptanceWithdrawn():
            yield f"qa.question:{event.question_id}"
        case _:
            if key := indexing.document_key(event.kind, event.object_id):  # type: ignore[attr-defined]
                yield key
