"""Note what people said: each event that journeys are built of becomes one `Said` row, with the event's own time."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import Consent
from core.content import content
from core.events import Event
from core.events.content import ContentHeld
from crm_sync.events import FormSent, FormStarted, JourneyAnswered
from crm_sync.models import Said
from kb.events import ArticleRated
from qa.events import AcceptanceWithdrawn, AnswerAccepted, QuestionAsked
from qa.models import Question

SOURCES: tuple[type[Event], ...] = (
    FormStarted,
    FormSent,
    JourneyAnswered,
    QuestionAsked,
    ContentHeld,
    AnswerAccepted,
    AcceptanceWithdrawn,
    ArticleRated,
)


def note(event: Any, event_row: int, at: datetime) -> Said | None:
    """Noting the same event again changes nothing; None when it says nothing of a journey."""
    if noted := Said.objects.filter(event_row=event_row).first():
        return noted
    if (columns := _columns(event, at)) is None:
        return None
    return Said.objects.create(event_row=event_row, at=at, **columns)


def _columns(event: Any, at: datetime) -> dict[str, Any] | None:
    match event:
        case QuestionAsked():
            return _asked(event.question_id, event.author_id, event.journey, at)
        case ContentHeld(kind="qa.question"):
            return _asked(event.object_id, event.author_id, event.journey, at)
        case ContentHeld():
            return None
        case FormStarted():
            return {"what": "started", "journey": event.journey[:40], "form": event.form, "person_id": event.person_id}
        case FormSent():
            return {
                "what": "sent",
                "journey": event.journey[:40],
                "form": event.form,
                "kind": event.kind,
                "object_id": event.object_id,
                "person_id": event.person_id,
            }
        case JourneyAnswered():
            return {
                "what": "answered",
                "journey": event.journey[:40],
                "kind": event.kind,
                "object_id": event.object_id,
                "person_id": event.person_id,
                "answered": event.answered,
                "would_have_contacted": event.would_have_contacted,
                "opened": event.opened,
                "asker": event.asker,
            }
        case ArticleRated():
            return _rated(event, at) if event.journey else None
        case AnswerAccepted() | AcceptanceWithdrawn():
            accepted = isinstance(event, AnswerAccepted)
            return {
                "what": "accepted" if accepted else "unaccepted",
                "kind": "qa.question",
                "object_id": event.question_id,
                "other": _by_other(event) if isinstance(event, AnswerAccepted) else None,
            }
    raise TypeError(event)


def _rated(event: ArticleRated, at: datetime) -> dict[str, Any]:
    """Whether the guide that a journey led to helped: said on its own page. A later word on support is an event of its own."""
    tied = event.person_id if event.person_id and consented(event.person_id, at) else None
    return {
        "what": "answered",
        "journey": event.journey[:40],
        "kind": "kb.article",
        "object_id": event.article_id,
        "person_id": tied,
        "answered": event.helpful,
        "opened": True,
    }


def _asked(question_id: int, author_id: int | None, journey: str, at: datetime) -> dict[str, Any] | None:
    """A question is sent once, when it was written: not again when a moderator approves it, or when it is held after an edit."""
    person_id = author_id if author_id and consented(author_id, at) else None
    known = Said.objects.filter(what="sent", kind="qa.question", object_id=question_id)
    if known.exists() or not (journey or person_id):
        return None
    return {
        "what": "sent",
        "journey": journey[:40],
        "form": "ask",
        "kind": "qa.question",
        "object_id": question_id,
        "person_id": person_id,
    }


def consented(person_id: int, at: datetime) -> bool:
    """Whether what this person did then may be tied to them: by the consent in force at that moment, not by a later one."""
    in_force = Q(withdrawn_at=None) | Q(withdrawn_at__gt=at)
    return Consent.objects.filter(in_force, person=person_id, purpose=Consent.Purpose.ANALYTICS, given_at__lte=at).exists()


def _by_other(event: AnswerAccepted) -> bool:
    asker = Question.objects.filter(pk=event.question_id).values_list("author_id", flat=True).first()
    return content["qa.answer"].author_id(event.answer_id) != asker
