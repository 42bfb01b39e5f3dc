"""What happens to badges and contests. Others may import this module; it imports core alone."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class BadgeAwarded(Event):
    """A person holds a badge (once more, if it is repeatable). Awards of an import or a backfill record nothing."""

    name = "gamification.badge_awarded"
    award_id: int
    badge_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class BadgeWithdrawn(Event):
    """An award was revoked by a manager, or its cause was undone and the badge says that it then goes."""

    name = "gamification.badge_withdrawn"
    award_id: int
    badge_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class ContestAnnounced(Event):
    """Everybody may read the contest; entries are not open yet."""

    name = "gamification.contest_announced"
    contest_id: int


@dataclass(frozen=True, slots=True)
class ContestOpened(Event):
    """Entries are open."""

    name = "gamification.contest_opened"
    contest_id: int


@dataclass(frozen=True, slots=True)
class VotingOpened(Event):
    name = "gamification.voting_opened"
    contest_id: int


@dataclass(frozen=True, slots=True)
class JudgingBegun(Event):
    """Voting is over; the results are being checked."""

    name = "gamification.judging_begun"
    contest_id: int


@dataclass(frozen=True, slots=True)
class ContestClosed(Event):
    """The results stand and can be read."""

    name = "gamification.contest_closed"
    contest_id: int


@dataclass(frozen=True, slots=True)
class ContestCancelled(Event):
    """Called off; the contest keeps the reason."""

    name = "gamification.contest_cancelled"
    contest_id: int


@dataclass(frozen=True, slots=True)
class ContestEntered(Event):
    name = "gamification.contest_entered"
    entry_id: int
    contest_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class EntryWithdrawn(Event):
    """Its author took the entry back, or what was entered is no longer public."""

    name = "gamification.entry_withdrawn"
    entry_id: int
    contest_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class ContestWon(Event):
    name = "gamification.contest_won"
    entry_id: int
    contest_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class PointsChanged(Event):
    """These people's ledgers got new lines. Imports and recounts record none."""

    name = "gamification.points_changed"
    person_ids: tuple[int, ...]
