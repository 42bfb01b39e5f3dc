"""Keeps what people say of results (it solved it, or not) beside the question that led them there, before the visit is forgotten."""

from datetime import datetime

from core import voters
from core.content import content
from core.models import Interaction
from crm_sync.events import JourneyAnswered
from kb.events import ArticleRated
from search.indexing import document_key
from search.models import Judgement

LOOKED_THROUGH = 50  # rows of one visit and document


def note(event: JourneyAnswered | ArticleRated, event_row: int, at: datetime) -> None:
    """Noting the same event again changes nothing. What askers say of their own thread is no judgement of a result."""
    if isinstance(event, ArticleRated):
        _note(event_row, at, f"kb.article:{event.article_id}", event.helpful, event.journey, None)
    elif not event.asker and event.kind in content and (key := document_key(event.kind, event.object_id)):
        _note(event_row, at, key, event.answered, event.journey, event.person_id)


def _note(event_row: int, at: datetime, key: str, answered: bool, journey: str, person_id: int | None) -> None:
    """``person_id`` only with consent."""
    if Judgement.objects.filter(event_row=event_row).exists():
        return
    kind, _, id = key.rpartition(":")
    ref = (kind, int(id))
    led = _led(journey, ref) if journey else None
    voter = led.voter if led else voters.voter(f"person:{person_id}" if person_id else "", ref, at)
    Judgement.objects.create(
        event_row=event_row,
        at=at.replace(minute=0, second=0, microsecond=0),
        query_id=led.query_id if led else None,
        ref_kind=kind,
        ref_id=ref[1],
        answered=answered,
        surface=(led.source or led.surface) if led and led.query_id else "",
        position=led.position if led else None,
        voter=voter,
    )


def _led(journey: str, ref: tuple[str, int]) -> Interaction | None:
    """What this visit last did with the document; best of all, something that a search had led to."""
    done = Interaction.objects.filter(journey=journey, ref_kind=ref[0], ref_id=ref[1]).exclude(voter="").order_by("-pk")[:LOOKED_THROUGH]
    return max(done, key=lambda row: (row.query_id is not None, row.position is not None, row.pk), default=None)
