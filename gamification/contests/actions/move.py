"""The course of a contest: from state to state at its times, earlier or later by a manager's hand with a reason, or called off."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.events import Event, record
from core.viewer import HOUSE, Viewer
from gamification import events
from gamification.contests.results import judge
from gamification.models import Contest, Move

State = Contest.State
TOLD: dict[str, type[Event]] = {
    State.ANNOUNCED: events.ContestAnnounced,
    State.OPEN: events.ContestOpened,
    State.VOTING: events.VotingOpened,
    State.JUDGING: events.JudgingBegun,
    State.CLOSED: events.ContestClosed,
    State.CANCELLED: events.ContestCancelled,
}
# The field that says when a state begins.
BEGINS: dict[str, str] = {
    State.ANNOUNCED: "announce_at",
    State.OPEN: "opens_at",
    State.VOTING: "voting_at",
    State.JUDGING: "judging_at",
    State.CLOSED: "closes_at",
}


def course_of(contest: Contest) -> list[str]:
    """The states that it passes, in order."""
    voting = [State.VOTING] if contest.by_votes else []
    return [State.DRAFT, State.ANNOUNCED, State.OPEN, *voting, State.JUDGING, State.CLOSED]


def next_step(contest: Contest) -> tuple[str, datetime | None] | None:
    """The next state and when it is due; None when it is over. Without a time it is a manager's to begin."""
    if contest.over:
        return None
    course = course_of(contest)
    following = course[course.index(contest.state) + 1]
    return following, getattr(contest, BEGINS[following])


def move_due(now: datetime | None = None) -> int:
    """Move every contest whose time has come, through as many states as are due; each exactly once. Returns how many moves were made."""
    at = now or timezone.now()
    times = {State.DRAFT: "announce_at", State.ANNOUNCED: "opens_at", State.JUDGING: "closes_at"}
    due = Q(state=State.OPEN, voting_at__lte=at) | Q(state__in=(State.OPEN, State.VOTING), judging_at__lte=at)
    for state, field in times.items():
        due |= Q(state=state, **{f"{field}__lte": at})
    moves = 0
    for contest_id in Contest.objects.filter(due).order_by("pk").values_list("pk", flat=True):
        while _move_if_due(contest_id, at):
            moves += 1
    return moves


@transaction.atomic
def _move_if_due(contest_id: int, now: datetime) -> bool:
    contest = Contest.objects.select_for_update().get(pk=contest_id)
    step = next_step(contest)
    if step is None or step[1] is None or step[1] > now or (contest.state == State.DRAFT and missing(contest)):
        return False
    _move(contest, step[0], HOUSE, due_at=step[1])
    return True


@transaction.atomic
def move_on(contest: Contest, by: Viewer, expected: str, reason: str) -> Contest:
    """Begin the next state now, before its time. Nothing is done if it has left the state that the manager saw (``expected``).

    Raises:
        PermissionDenied: only managers do this.
        ValidationError: it is not ready to be announced, or there is no next state.
    """
    locked = _locked(contest, by)
    if locked.state != expected:
        return locked
    step = next_step(locked)
    if step is None:
        raise ValidationError(_("This contest is over."))
    if locked.state == State.DRAFT and (lacks := missing(locked)):
        raise ValidationError(lacks)
    following, due_at = step
    now = timezone.now()
    setattr(locked, BEGINS[following], now)
    if following != State.ANNOUNCED:
        locked.clean_times()
    locked.save(update_fields=[BEGINS[following]])
    _move(locked, following, by, due_at=due_at, reason=reason)
    return locked


@transaction.atomic
def reschedule(contest: Contest, by: Viewer, times: Mapping[str, datetime], reason: str) -> Contest:
    """Change when states that have not begun will begin (keys as in `BEGINS`' values); in a draft any time, unsaid.

    Raises:
        PermissionDenied: only managers do this.
        ValidationError: a state has begun, a time is past, or the order doesn't hold.
    """
    locked = _locked(contest, by)
    course = course_of(locked)
    begun = course[: course.index(locked.state) + 1] if not locked.over else course
    changed = {field: at for field, at in times.items() if getattr(locked, field) != at}
    for field, at in changed.items():
        state = next(state for state, name in BEGINS.items() if name == field)
        if state in begun:
            raise ValidationError({field: _("This has begun already.")})
        if at <= timezone.now() and locked.state != State.DRAFT:
            raise ValidationError({field: _("Choose a time that is still to come.")})
        setattr(locked, field, at)
    if changed:
        locked.clean_times()
        locked.save(update_fields=list(changed))
        if locked.state != State.DRAFT:
            Move.objects.create(contest=locked, from_state=locked.state, to_state=locked.state, by_id=by.user_id, reason=reason)
    return locked


@transaction.atomic
def cancel(contest: Contest, by: Viewer, reason: str) -> Contest:
    """Call it off; the reason is on its page. Nothing is changed if it is over.

    Raises:
        PermissionDenied: only managers do this.
    """
    locked = _locked(contest, by)
    if not locked.over:
        locked.cancelled_reason, locked.cancelled_from = reason, locked.state
        locked.save(update_fields=["cancelled_reason", "cancelled_from"])
        _move(locked, State.CANCELLED, by, reason=reason)
    return locked


def missing(contest: Contest) -> list[str]:
    """What a draft still needs before it may be announced."""
    lacks = []
    if contest.words is None:
        lacks.append(_("Give it a name and a sentence."))
    if not contest.terms.exists():
        lacks.append(_("Write the terms."))
    return lacks


def _locked(contest: Contest, by: Viewer) -> Contest:
    if not by.is_manager:
        raise PermissionDenied(_("Managers run contests."))
    return Contest.objects.select_for_update().get(pk=contest.pk)


def _move(contest: Contest, to: str, by: Viewer, *, due_at: datetime | None = None, reason: str = "") -> None:
    Move.objects.create(contest=contest, from_state=contest.state, to_state=to, by_id=by.user_id, due_at=due_at, reason=reason)
    contest.state = to
    contest.save(update_fields=["state"])
    if to in (State.JUDGING, State.CLOSED):
        judge(contest, final=to == State.CLOSED)
    record(TOLD[to](contest.pk))  # type: ignore[call-arg]
