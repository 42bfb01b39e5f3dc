"""What happens in moderation. Others may import this module; it imports core alone."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class FlagRaised(Event):
    name = "moderation.flag_raised"
    flag_id: int
    kind: str
    object_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class FlagWithdrawn(Event):
    name = "moderation.flag_withdrawn"
    flag_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class FlagUpheld(Event):
    """A moderator rejected what was flagged."""

    name = "moderation.flag_upheld"
    flag_id: int
    reporter_id: int


@dataclass(frozen=True, slots=True)
class FlagReopened(Event):
    """The decision that upheld a flag was undone: what was paid for it goes back."""

    name = "moderation.flag_reopened"
    flag_id: int
    reporter_id: int


@dataclass(frozen=True, slots=True)
class ItemDecided(Event):
    """``decision``: approved, rejected, ignored, escalated."""

    name = "moderation.item_decided"
    item_id: int
    kind: str
    object_id: int
    decision: str
    by_id: int


@dataclass(frozen=True, slots=True)
class DecisionUndone(Event):
    """``decision`` no longer holds; the item waits again."""

    name = "moderation.decision_undone"
    item_id: int
    kind: str
    object_id: int
    decision: str
    by_id: int
