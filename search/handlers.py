"""Keeps the index up with what happens, and what people say of results."""

from collections.abc import Iterator
from typing import Final

from accounts.events import ConsentWithdrawn
from core.events import Event, on, relay, revive
from core.models import Delivery
from crm_sync.events import JourneyAnswered
from kb.events import ArticleRated
from search import indexing
from search.actions.recent import forget_recent
from search.changes import CHANGES, CONSUMER, keys_of
from search.learned import judging
from search.saved import watching
from search.saved.watching import BACK, NEW

AT_ONCE: Final = 300  # waiting deliveries that one takes along,
ENOUGH_KEYS: Final = 1_000  # or as many as touch so many documents

_taken_along: dict[int, Event] = {}  # deliveries of this process's own future, already in the index


@on(CHANGES, consumer=CONSUMER, in_transaction=False)
def index_change(event: Event) -> None:
    """Index what the event touched, and with it what waits behind: a commit costs the same for one document as for two hundred.

    An event and its effect became visible together, so a delivery that was seen waiting is served by documents read after that.
    """
    mine = relay.current_delivery_id()
    if mine is not None and _taken_along.pop(mine, None) == event:
        return
    keys = dict.fromkeys(keys_of(event))
    along: dict[int, Event] = {}
    for id, other in _waiting(mine):
        if len(keys) >= ENOUGH_KEYS:
            break
        keys |= dict.fromkeys(keys_of(other))
        along[id] = other
    indexing.index(keys)
    _taken_along.clear()
    _taken_along.update(along)


@on((JourneyAnswered, ArticleRated), consumer="search.judgements")
def note_judgement(event: JourneyAnswered | ArticleRated) -> None:
    row = Delivery.objects.select_related("event").get(pk=relay.current_delivery_id()).event
    judging.note(event, row.pk, row.at)


@on(NEW, consumer="search.new_content")
def note_new_content(event: Event) -> None:
    watching.note(event)


@on(BACK, consumer="search.content_back")
def note_content_that_is_back(event: Event) -> None:
    watching.note_again(event)


@on(ConsentWithdrawn, consumer="search.forget_recent")
def forget_recent_searches(event: ConsentWithdrawn) -> None:
    if event.purpose == "analytics":
        forget_recent(event.person_id)


def _waiting(mine: int | None) -> Iterator[tuple[int, Event]]:
    rows = Delivery.objects.filter(consumer=CONSUMER, done_at=None, dead_at=None).exclude(pk=mine).select_related("event")
    for row in rows.order_by("due_at", "id")[:AT_ONCE]:
        yield row.pk, revive(row.event.name, row.event.payload)
