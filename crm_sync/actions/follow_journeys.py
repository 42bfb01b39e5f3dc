"""Keep the stored journeys true to the raw data: after each signal, when visitors have left, and all at once on a rebuild."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import TruncHour
from django.utils import timezone

from core.events import revive
from core.models import EventRow, Installation, Interaction
from crm_sync import journeys, raw
from crm_sync.actions.note_said import SOURCES, note
from crm_sync.journeys import DEFINITION, IDLE, Attempt, Facts, Surroundings, classify, facts_of, recontacted
from crm_sync.models import Journey, Said
from crm_sync.raw import Actor

# What search learns from: who it was can't be told from it.
COUNTED = Q(query__isnull=False) | Q(kind=Interaction.Kind.VIEW) & ~Q(voter="")


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild found: how many journeys there are, and how many of them were stored otherwise."""

    journeys: int = 0
    changed: int = 0
    removed: int = 0


@transaction.atomic
def follow(actor: Actor, at: datetime | None = None, *, now: datetime | None = None) -> Rebuilt:
    """Make the journeys of ``actor`` again that a signal at ``at`` can have touched; all of them without ``at``."""
    Installation.namespace()
    Installation.objects.select_for_update().get(id=1)  # one at a time, so that no older picture overwrites a newer one
    stored = _stored(actor)
    signals = raw.signals_of(actor) if at is None else raw.signals_around(actor, at)
    if at is not None:
        stored = stored.filter(started_at__gte=min([at, *(signal.at for signal in signals[:1])]))
    around = raw.surroundings(actor, signals)
    report = Rebuilt()
    keys = []
    for attempt in journeys.attempts_of(signals):
        key = _key(actor, attempt)
        keys.append(key)
        report.journeys += 1
        report.changed += _store(key, actor, attempt, around, now or timezone.now())
    report.removed, _ = stored.exclude(key__in=keys).delete()
    return report


@transaction.atomic
def seal(journey: Journey) -> None:
    """Drop what ties a journey to a visitor: what remains is its row, without person, token or text.

    Its searches, what they showed, what was opened from them and what was read stay countable, untied and by the hour; everything else it
    left in the raw tables goes.
    """
    if journey.person_id:
        _untie(Q(person=journey.person_id), journey.last_at)
    if journey.token:
        _untie(Q(journey=journey.token, person=None), journey.last_at)
    Journey.objects.filter(pk=journey.pk).update(key=f"sealed:{uuid.uuid4()}", token="", person=None, sealed=True)


def _untie(whose: Q, until: datetime) -> None:
    said = Said.objects.filter(whose, at__lte=until)
    _untie_events(list(said.values_list("event_row", flat=True)))
    said.update(sealed=True, person=None, journey="", asker=False)
    done = Interaction.objects.filter(whose, at__lte=until)
    done.exclude(kind=Interaction.Kind.SEARCH).exclude(COUNTED).delete()
    done.update(journey="", person=None, consent=Interaction.Consent.NONE, at=TruncHour("at"))


def _untie_events(ids: list[int]) -> None:
    """What was recorded stays and no longer says who: neither the person, nor the visit, nor that it was the asker who spoke."""
    nobody = {"journey": "", "person_id": None, "asker": False}
    for start in range(0, len(ids), 500):
        rows = list(EventRow.objects.filter(pk__in=ids[start : start + 500]))
        for row in rows:
            row.payload |= {name: value for name, value in nobody.items() if name in row.payload}
        EventRow.objects.bulk_update(rows, ["payload"], batch_size=100)


def settle(now: datetime | None = None) -> int:
    """Class the journeys whose visitors have left, and seal those of guests; returns how many were settled."""
    now = now or timezone.now()
    gone = Journey.objects.filter(Q(left=False) | Q(sealed=False, person=None), sealed=False, last_at__lte=now - IDLE)
    count = 0
    for journey in gone.order_by("last_at").iterator(chunk_size=200):
        actor = Actor(person_id=journey.person_id) if journey.person_id else raw.actor_of(None, journey.token)
        follow(actor or Actor(token=journey.token), journey.started_at, now=now)
        fresh = Journey.objects.filter(pk=journey.pk, sealed=False, left=True).first()
        if fresh and fresh.person_id is None:
            seal(fresh)
        count += 1
    return count


def freeze(before: datetime) -> int:
    """Seal all that was last touched before ``before``: its interactions leave soon (`INTERACTION_RETENTION_DAYS`)."""
    return _seal_all(Journey.objects.filter(sealed=False, last_at__lt=before))


@transaction.atomic
def forget_person(person_id: int) -> int:
    """The person no longer agrees to be tied to what they did, or has left: their journeys become evidence rows of nobody."""
    follow(Actor(person_id=person_id))
    count = _seal_all(Journey.objects.filter(sealed=False, person=person_id))
    _untie(Q(person=person_id), timezone.now())
    return count


def _seal_all(rows: QuerySet[Journey]) -> int:
    count = 0
    for journey in rows.order_by("pk").iterator(chunk_size=200):
        seal(journey)
        count += 1
    return count


def follow_recent(since: datetime) -> int:
    """Follow everyone who left an interaction since ``since``; returns how many they are."""
    recent = Interaction.objects.filter(at__gte=since).exclude(kind=Interaction.Kind.IMPRESSION)
    first: dict[Actor, datetime] = {}
    rows = recent.filter(~Q(journey="") | Q(person__isnull=False)).values_list("person_id", "journey", "at")
    owned = raw.owners({token for person_id, token, _at in rows if token and not person_id})
    for person_id, token, at in rows:
        owner = person_id or owned.get(token)
        actor = Actor(person_id=owner) if owner else Actor(token=token)
        first[actor] = min(at, first.get(actor, at))
    for actor, at in first.items():
        follow(actor, at)
    return len(first)


def rebuild(step=lambda done, total: None, *, now: datetime | None = None) -> Rebuilt:
    """Make every journey again from the raw data; sealed ones from their facts. ``step`` is told how far it is."""
    _note_missing()
    report = Rebuilt()
    people = list(raw.actors())
    sealed = Journey.objects.filter(sealed=True)
    total = len(people) + sealed.count()
    for done, actor in enumerate(people, start=1):
        part = follow(actor, now=now)
        report.journeys += part.journeys
        report.changed += part.changed
        report.removed += part.removed
        step(done, total)
    for done, journey in enumerate(sealed.iterator(chunk_size=500), start=len(people) + 1):
        report.journeys += 1
        report.changed += _reclass(journey)
        step(done, total)
    report.removed += _remove_orphans(set(people))
    return report


def _note_missing() -> None:
    """What was recorded and never noted (a handler that has yet to run, or rows that were lost)."""
    noted = set(Said.objects.values_list("event_row", flat=True))
    rows = EventRow.objects.filter(name__in=[event.name for event in SOURCES]).order_by("id")
    for row in rows.iterator(chunk_size=500):
        if row.pk not in noted:
            note(revive(row.name, row.payload), row.pk, row.at)


def _stored(actor: Actor):
    if actor.person_id:
        return Journey.objects.filter(person=actor.person_id, sealed=False)
    return Journey.objects.filter(token=actor.token, person=None, sealed=False)


def _key(actor: Actor, attempt: Attempt) -> str:
    whose = f"person:{actor.person_id}" if actor.person_id else f"token:{actor.token}"
    return f"{whose}:{attempt.started_at:%Y%m%dT%H%M%S.%f}"


def _store(key: str, actor: Actor, attempt: Attempt, around: Surroundings, now: datetime) -> bool:
    """Write one journey; True when it differs from what was stored."""
    facts = facts_of(attempt, around, now)
    values = {
        "token": attempt.tokens[0] if attempt.tokens else "",
        "person_id": actor.person_id,
        "day": timezone.localdate(attempt.started_at, timezone.get_default_timezone()),
        "started_at": attempt.started_at,
        "last_at": attempt.last_at,
        "left": facts.left,
        **_classed(facts),
    }
    before = Journey.objects.filter(key=key).first()
    if before and all(getattr(before, name) == value for name, value in values.items()):
        return False
    if actor.person_id and attempt.tokens:  # the visitor signed in: what was a guest's journey is now theirs
        Journey.objects.filter(token__in=attempt.tokens, person=None, sealed=False).delete()
    Journey.objects.update_or_create(key=key, defaults=values)
    return True


def _classed(facts: Facts) -> dict:
    return {
        "outcome": classify(facts),
        "definition": DEFINITION,
        "form_started": facts.form_started,
        "recontacted": recontacted(facts),
        "asker_would": facts.asker_would,
        "facts": {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(facts).items()},
    }


def facts_in(journey: Journey) -> Facts:
    """The facts as they were stored."""
    stored: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in journey.facts.items()}
    return Facts(**stored)


def _reclass(journey: Journey) -> bool:
    values = _classed(facts_in(journey))
    if all(getattr(journey, name) == value for name, value in values.items()):
        return False
    Journey.objects.filter(pk=journey.pk).update(**values)
    return True


def _remove_orphans(known: set[Actor]) -> int:
    """Journeys of which no raw data is left."""
    gone = [
        row["pk"]
        for row in Journey.objects.filter(sealed=False).values("pk", "person_id", "token")
        if (Actor(person_id=row["person_id"]) if row["person_id"] else Actor(token=row["token"])) not in known
    ]
    return Journey.objects.filter(pk__in=gone).delete()[0]


RETENTION_MARGIN = timedelta(days=30)
