"""Tables of points, badges and contests."""

from gamification.models.badges import Award, Badge, BadgeDue, BadgeText
from gamification.models.contests import (
    Acceptance,
    Ballot,
    Contest,
    ContestText,
    ContestVote,
    Entry,
    Move,
    RefusedEntry,
    Terms,
    TermsText,
)
from gamification.models.points import Book, PersonPoints, PointsEntry

__all__ = [
    "Acceptance",
    "Award",
    "Badge",
    "BadgeDue",
    "BadgeText",
    "Ballot",
    "Book",
    "Contest",
    "ContestText",
    "ContestVote",
    "Entry",
    "Move",
    "PersonPoints",
    "PointsEntry",
    "RefusedEntry",
    "Terms",
    "TermsText",
]
