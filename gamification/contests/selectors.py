"""Contests shaped like the pages that show them: a constant number of queries, however many entries."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.content import Card, content
from core.keyset import KeysetPage, page_of
from core.viewer import GUEST, Viewer
from gamification.contests.actions.move import BEGINS, course_of, next_step
from gamification.contests.actions.vote import votes_used
from gamification.contests.eligibility import REASONS, accepted, terms_in_force, why_not
from gamification.contests.results import points_of
from gamification.models import Acceptance, Contest, ContestVote, Entry, Move, RefusedEntry, Terms, TermsText
from gamification.models.wording import best
from qa.models import ANSWER, QUESTION, Answer, Question, Visibility

State = Contest.State
PAGE = 20
CANDIDATES = 10
SORTS = {"mixed": pgettext_lazy("order", "In random order"), "new": pgettext_lazy("order", "Newest first"), "place": _("By place")}
STEPS = {
    State.ANNOUNCED: _("Announced"),
    State.OPEN: _("Entries"),
    State.VOTING: pgettext_lazy("contest", "Voting"),
    State.JUDGING: _("Count"),
    State.CLOSED: _("Results"),
}


@dataclass(frozen=True, slots=True)
class Step:
    label: Any
    at: datetime | None
    past: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """Time left until ``until``; ``what`` says what happens then."""

    until: datetime
    days: int
    hours: int
    minutes: int
    what: Any


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as a row. ``card`` is None when what was entered can't be seen any more."""

    entry: Entry
    card: Card | None
    mine: bool
    voted: bool
    score: int | None


@dataclass(slots=True)
class Part:
    """What the viewer has to do with a contest. ``refusal`` is the code of what keeps them out."""

    refusal: str = ""
    acceptance: Acceptance | None = None
    entries: list[EntryRow] = field(default_factory=list)
    refused: list[tuple[RefusedEntry, Any, Card | None]] = field(default_factory=list)
    candidates: list[Card] = field(default_factory=list)
    votes_left: int = 0

    @property
    def why(self) -> Any:
        return REASONS.get(self.refusal, "")


@dataclass(slots=True)
class ContestPage:
    contest: Contest
    steps: list[Step]
    clock: Clock | None
    rows: list[EntryRow]
    total: int
    page: int
    pages: int
    sort: str
    winners: list[EntryRow]  # not among `rows` and `total`
    part: Part
    terms: Terms | None

    @property
    def person_ids(self) -> list[int]:
        return [row.entry.person_id for row in (*self.rows, *self.winners)]


def running(viewer: Viewer) -> list[Contest]:
    """What is going on or coming, what ends soonest first; two queries. ``entered`` counts entries."""
    contests = Contest.objects.visible_to(viewer).worded().exclude(state__in=(*Contest.OVER, State.DRAFT))
    return list(_counted(contests).order_by("closes_at", "pk"))


def past(viewer: Viewer, *, after: str = "", size: int = PAGE) -> KeysetPage:
    """What is over, newest first."""
    return page_of(
        _counted(Contest.objects.visible_to(viewer).worded().filter(state__in=Contest.OVER)), ("-closes_at", "-pk"), after=after, size=size
    )


def _counted(contests: QuerySet[Contest]) -> QuerySet[Contest]:
    return contests.annotate(entered=Count("entries", filter=Q(entries__withdrawn_at=None)))


def contest_page(contest: Contest, viewer: Viewer, *, sort: str = "", number: int = 1) -> ContestPage:
    """A page of entries with what the viewer may do.

    Raises:
        LookupError: there is no such page or order.
    """
    sort = sort or ("place" if contest.state == State.CLOSED else "mixed" if contest.state == State.VOTING else "new")
    if sort not in SORTS or (sort == "place" and contest.state != State.CLOSED):
        raise LookupError(sort)
    winners = list(Entry.objects.filter(contest=contest, won=True).order_by("place"))
    first = {entry.pk for entry in winners}
    ids = [pk for pk in _ordered(contest, viewer, sort) if pk not in first]
    pages = max(-(-len(ids) // PAGE), 1)
    if not 1 <= number <= pages:
        raise LookupError(number)
    shown = ids[(number - 1) * PAGE : number * PAGE]
    found = {entry.pk: entry for entry in Entry.objects.filter(pk__in=shown)}
    rows = entry_rows(contest, [*(found[pk] for pk in shown if pk in found), *winners], viewer)
    return ContestPage(
        contest=contest,
        steps=steps_of(contest),
        clock=clock_of(contest),
        rows=rows[: len(rows) - len(winners)],
        total=len(ids),
        page=number,
        pages=pages,
        sort=sort,
        winners=rows[len(rows) - len(winners) :],
        part=part_of(contest, viewer),
        terms=terms_in_force(contest),
    )


def _ordered(contest: Contest, viewer: Viewer, sort: str) -> list[int]:
    """Ids of all entries. Mixed anew each day and for each reader, so that nobody stands first for everybody."""
    order = {"new": ("-at", "-pk"), "place": ("place", "at"), "mixed": ("pk",)}[sort]
    ids = list(Entry.objects.standing().filter(contest=contest).order_by(*order).values_list("pk", flat=True))
    if sort == "mixed":
        random.Random(f"{contest.pk}:{viewer.user_id}:{timezone.localdate()}").shuffle(ids)  # noqa: S311 - an order, no secret
    return ids


def entry_rows(contest: Contest, entries: list[Entry], viewer: Viewer) -> list[EntryRow]:
    """Entries with their cards and the viewer's votes. Totals are kept back until the results, so that nobody follows a crowd."""
    cards = content.cards({entry.ref for entry in entries}, viewer)
    voted = set()
    if not viewer.is_guest and contest.by_votes:
        voted = set(ContestVote.objects.filter(entry__in=entries, person=viewer.user_id).values_list("entry_id", flat=True))
    earned = points_of(contest, entries) if not contest.by_votes and contest.state == State.OPEN else {}
    rows = []
    for entry in entries:
        score: int | None
        if contest.state == State.CLOSED:
            score = entry.votes if contest.by_votes else entry.points
        else:
            score = None if contest.by_votes else earned.get(entry.pk, entry.points)
        rows.append(EntryRow(entry, cards.get(entry.ref), entry.person_id == viewer.user_id, entry.pk in voted, score))
    return rows


def part_of(contest: Contest, viewer: Viewer) -> Part:
    if viewer.is_guest:
        return Part(refusal="guest")
    part = Part(refusal=why_not(contest, viewer), acceptance=accepted(contest, viewer.user_id))
    own = list(Entry.objects.filter(contest=contest, person=viewer.user_id).order_by("-at"))
    part.entries = entry_rows(contest, own, viewer)
    if contest.by_votes and contest.state == State.VOTING:
        part.votes_left = max(contest.votes_each - votes_used(contest.pk, viewer.user_id), 0)
    refused = list(RefusedEntry.objects.filter(contest=contest, person=viewer.user_id).order_by("-at")[:CANDIDATES])
    cards = content.cards({(row.kind, row.object_id) for row in refused}, viewer)
    part.refused = [(row, REASONS.get(row.code, row.code), cards.get((row.kind, row.object_id))) for row in refused]
    if contest.state == State.OPEN and not part.refusal and part.acceptance:
        part.candidates = candidates(contest, viewer, {entry.ref for entry in own})
    return part


def candidates(contest: Contest, viewer: Viewer, entered: Iterable[tuple[str, int]]) -> list[Card]:
    """What the viewer wrote under the tag while entries were open and hasn't entered yet, newest first."""
    written = {
        "author": viewer.user_id,
        "visibility": Visibility.PUBLIC,
        "created_at__gte": contest.opens_at,
        "created_at__lt": contest.entries_end,
    }
    asked = Question.objects.filter(**written, tags__slug=contest.tag).order_by("-pk").values_list("pk", flat=True)[:CANDIDATES]
    answered = Answer.objects.filter(**written, question__tags__slug=contest.tag).order_by("-pk").values_list("pk", flat=True)[:CANDIDATES]
    threads = {(QUESTION, pk) for pk in asked} if contest.enters != Contest.Enters.REPLIES else set()
    replies = {(ANSWER, pk) for pk in answered} if contest.enters != Contest.Enters.THREADS else set()
    refs = (threads | replies) - set(entered)
    return sorted(content.cards(refs, viewer).values(), key=lambda card: card.created_at, reverse=True)[:CANDIDATES]


def steps_of(contest: Contest) -> list[Step]:
    course = course_of(contest)
    reached = contest.cancelled_from if contest.state == State.CANCELLED else contest.state
    here = course.index(reached) if reached in course else 0
    final = contest.state in Contest.OVER
    return [
        Step(
            STEPS[State(state)],
            getattr(contest, BEGINS[State(state)]),
            past=place < here or (final and place == here),
            current=place == here and not final,
        )
        for place, state in enumerate(course)
        if state != State.DRAFT
    ]


# What the time left is for, by the state that it is spent in.
LEFT = {
    State.ANNOUNCED: _("until entries open"),
    State.OPEN: _("left to enter"),
    State.VOTING: _("left to vote"),
    State.JUDGING: _("until the results"),
}


def clock_of(contest: Contest, now: datetime | None = None) -> Clock | None:
    """How long until the next state; None when it is over or nobody has set a time. Between moments, whatever clocks do meanwhile."""
    step = next_step(contest)
    if step is None or step[1] is None or contest.state == State.DRAFT:
        return None
    # In UTC: Python subtracts two times of one zone as if its clock were never changed.
    left = max(step[1].astimezone(UTC) - (now or timezone.now()).astimezone(UTC), timedelta())
    minutes = -(-int(left.total_seconds()) // 60)
    return Clock(step[1], minutes // 1440, minutes // 60 % 24, minutes % 60, LEFT[State(contest.state)])


def terms_page(contest: Contest, version: int | None) -> tuple[Terms, TermsText] | None:
    """The terms in force, or an older version, in the reader's language."""
    wanted = contest.terms.filter(version=version).first() if version else terms_in_force(contest)
    text = best(wanted.texts.all()) if wanted else None
    return (wanted, text) if wanted and text else None


@dataclass(frozen=True, slots=True)
class ManagerPage:
    contest: Contest
    following: tuple[Any, datetime | None] | None
    moves: list[Move]
    terms: list[Terms]
    entries: list[EntryRow]
    refused: list[tuple[RefusedEntry, Any]]

    @property
    def person_ids(self) -> list[int]:
        people = [row.entry.person_id for row in self.entries] + [row.person_id for row, _why in self.refused]
        return people + [move.by_id for move in self.moves if move.by_id]


def manager_page(contest: Contest, viewer: Viewer = GUEST) -> ManagerPage:
    """What managers see of a contest: its course, terms with acceptances, the newest entries and refusals."""
    step = next_step(contest)
    entries = list(Entry.objects.filter(contest=contest).order_by("-at", "-pk")[:50])
    refused = list(RefusedEntry.objects.filter(contest=contest).order_by("-at", "-pk")[:50])
    return ManagerPage(
        contest,
        (State(step[0]).label, step[1]) if step else None,
        list(contest.moves.all()),
        list(contest.terms.annotate(accepted=Count("acceptances"))),
        entry_rows(contest, entries, viewer),
        [(row, REASONS.get(row.code, row.code)) for row in refused],
    )
