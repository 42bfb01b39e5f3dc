"""Raw data of journeys: reads what a visitor did and said, and what surrounds it, as `crm_sync.journeys` wants it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from anyascii import anyascii
from django.db.models import Q

from core.content import content
from core.models import Interaction
from core.viewer import HOUSE
from crm_sync import journeys
from crm_sync.categories import CATEGORIES
from crm_sync.journeys import CaseFacts, Ref, Signal, Surroundings
from crm_sync.models import Case, ReadTopic, Said
from qa.models import Question

LOOK_BACK = timedelta(days=1)

_WORD = re.compile(r"[a-z0-9]{3,}")
# What says nothing of a matter, in the three languages.
_EMPTY = frozenset(
    "que con por para una uno los las del como esta este sin mas mis the and for not with how you are can what does from this that "
    "uma nao com meu minha como isso pelo pela dos das when cuando quando after".split()
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Whose journeys: a person who consented, or, for everyone else, one random token."""

    person_id: int | None = None
    token: str = ""


def words_of(*texts: str) -> frozenset[str]:
    """Folded words of at least three letters that say something."""
    return frozenset(_WORD.findall(anyascii(" ".join(texts)).lower())) - _EMPTY


def actor_of(person_id: int | None, token: str) -> Actor | None:
    """The person, or the person who ever used this token, or the token itself; None when nothing ties the signal to others."""
    if person_id:
        return Actor(person_id=person_id)
    if not token:
        return None
    owner = owners([token]).get(token)
    return Actor(person_id=owner) if owner else Actor(token=token)


def owners(tokens: Iterable[str]) -> dict[str, int]:
    """The first consenting person seen with each token."""
    tokens = list(tokens)
    first: dict[str, tuple[datetime, int]] = {}
    for model in (Said, Interaction):
        rows = model.objects.filter(journey__in=tokens, person__isnull=False).values_list("journey", "at", "person_id")  # type: ignore[attr-defined]
        for token, at, person_id in rows:
            if token not in first or (at, person_id) < first[token]:
                first[token] = (at, person_id)
    return {token: person_id for token, (_at, person_id) in first.items()}


def signals_of(actor: Actor, since: datetime | None = None) -> list[Signal]:
    """Everything ``actor`` did and said, from ``since`` on, leaving out what was sealed."""
    mine = _mine(actor)
    said = Said.objects.filter(mine, sealed=False, what__in=("started", "sent", "answered"))
    done = Interaction.objects.filter(mine).exclude(kind=Interaction.Kind.IMPRESSION).select_related("query")
    if since:
        said, done = said.filter(at__gte=since), done.filter(at__gte=since)
    signals = [_said(row) for row in said.order_by("at", "id")] + [_done(row) for row in done.order_by("at", "id")]
    return sorted(signals, key=lambda signal: signal.at)


def signals_around(actor: Actor, at: datetime) -> list[Signal]:
    """Everything from the last sure beginning of an attempt before ``at`` on: a signal after 30 idle minutes starts one, come what may."""
    since = at - LOOK_BACK
    signals = signals_of(actor, since)
    if not signals:
        return []
    starts = [0] if signals[0].at - since >= journeys.IDLE else []
    starts += [i for i in range(1, len(signals)) if signals[i].at - signals[i - 1].at >= journeys.IDLE]
    before = [start for start in starts if signals[start].at <= at]
    if before:
        return signals[before[-1] :]
    return signals if starts[:1] == [0] else signals_of(actor)


def surroundings(actor: Actor, signals: list[Signal]) -> Surroundings:
    refs = {signal.ref for signal in signals if signal.ref and signal.what != "sent"}
    if actor.person_id is None:
        own = frozenset(signal.ref for signal in signals if signal.what == "sent" and signal.ref)
        return Surroundings(own=own, solved=_solved(own))
    sent = Said.objects.filter(person=actor.person_id, what="sent", kind=journeys.QUESTION).values_list("kind", "object_id")
    asked = Question.objects.filter(author=actor.person_id, pk__in=[id for kind, id in refs if kind == journeys.QUESTION])
    own = frozenset((kind, id) for kind, id in sent if id) | frozenset((journeys.QUESTION, id) for id in asked.values_list("pk", flat=True))
    cases = Case.objects.filter(person=actor.person_id)
    if signals:
        cases = cases.filter(opened_at__gte=signals[0].at)
    found = tuple(cases.order_by("opened_at"))
    threads = {(case.thread_kind, case.thread_id) for case in found if case.thread_id is not None}
    topics = topics_of(refs | threads)
    return Surroundings(
        identified=True, own=own, solved=_solved(own), topics=topics, cases=tuple(_case_facts(case, topics) for case in found)
    )


def topics_of(refs: Iterable[Ref]) -> dict[Ref, frozenset[str]]:
    """Words of title and tags of each ref, as they were when it was first asked for."""
    refs = set(refs)
    known = _known_topics(refs)
    new = [
        ReadTopic(kind=kind, object_id=id, words=sorted(words_of(card.title, *card.tags)))
        for (kind, id), card in content.cards(sorted(refs - known.keys()), HOUSE).items()
    ]
    if new:
        ReadTopic.objects.bulk_create(new, ignore_conflicts=True)
        known = _known_topics(refs)
    return known


def actors() -> Iterator[Actor]:
    """Everyone of whom there is raw data, each once."""
    people = set(Said.objects.filter(person__isnull=False, sealed=False).values_list("person_id", flat=True).distinct())
    people |= set(Interaction.objects.filter(person__isnull=False).values_list("person_id", flat=True).distinct())
    yield from (Actor(person_id=person_id) for person_id in sorted(people))
    tokens = set(Said.objects.filter(person=None, sealed=False).exclude(journey="").values_list("journey", flat=True).distinct())
    tokens |= set(Interaction.objects.filter(person=None).exclude(journey="").values_list("journey", flat=True).distinct())
    ordered = sorted(tokens)
    for start in range(0, len(ordered), 500):
        slice_ = ordered[start : start + 500]
        owned = owners(slice_)
        yield from (Actor(token=token) for token in slice_ if token not in owned)


def _mine(actor: Actor) -> Q:
    if actor.person_id is None:
        return Q(journey=actor.token, person=None)
    used = {token for model in (Said, Interaction) for token in _tokens(model, actor.person_id)}
    tokens = [token for token, owner in owners(used).items() if owner == actor.person_id]
    return Q(person=actor.person_id) | Q(person=None, journey__in=tokens)


def _tokens(model, person_id: int) -> set[str]:
    return set(model.objects.filter(person=person_id).exclude(journey="").values_list("journey", flat=True).distinct())


def _said(row: Said) -> Signal:
    ref = (row.kind, row.object_id) if row.kind and row.object_id is not None else None
    return Signal(row.at, row.what, row.journey, ref, row.form, row.answered, row.would_have_contacted, row.opened, row.asker)


def _done(row: Interaction) -> Signal:
    ref = (row.ref_kind, row.ref_id) if row.ref_kind and row.ref_id is not None else None
    words = words_of(row.query.folded) if row.query and row.kind == Interaction.Kind.SEARCH else frozenset()
    return Signal(row.at, row.kind, row.journey, ref, row.surface, words=words)


def _solved(own: Iterable[Ref]) -> dict[Ref, str]:
    """Who solved each own thread, by the last word on it: accepting replaces, taking back clears."""
    ids = [id for kind, id in own if kind == journeys.QUESTION]
    solved: dict[Ref, str] = {}
    rows = Said.objects.filter(kind=journeys.QUESTION, object_id__in=ids, what__in=("accepted", "unaccepted"))
    for row in rows.order_by("at", "event_row"):
        ref = (row.kind, row.object_id or 0)
        if row.what == "accepted":
            solved[ref] = "other" if row.other else "self"
        else:
            solved.pop(ref, None)
    return solved


def _case_facts(case: Case, topics: dict[Ref, frozenset[str]]) -> CaseFacts:
    thread = (case.thread_kind, case.thread_id) if case.thread_id is not None else None
    # The form's own categories say what kind of matter it is, not which: they relate nothing.
    named = words_of(case.product, "" if case.category in CATEGORIES else case.category)
    about = topics.get(thread, frozenset()) if thread else frozenset()
    return CaseFacts(case.opened_at, case.journey, thread, named, named | about | words_of(case.subject, case.description))


def _known_topics(refs: set[Ref]) -> dict[Ref, frozenset[str]]:
    ids: dict[str, list[int]] = {}
    for kind, id in refs:
        ids.setdefault(kind, []).append(id)
    return {
        (row.kind, row.object_id): frozenset(row.words)
        for kind, wanted in ids.items()
        for row in ReadTopic.objects.filter(kind=kind, object_id__in=wanted)
    }
