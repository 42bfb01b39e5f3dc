"""What can happen to any content, whichever room it is in: reactions that treat all kinds alike (index, desk, points) listen to these.

``kind`` and ``object_id`` are the ref of the content (`core.content`); ``by_id`` is None if the house itself acted. A room adds events
of its own, in its ``events.py``, for what only it knows.
"""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class ContentPublished(Event):
    """Public (to its audience) for the first time: published at once, or approved after it was held."""

    name = "core.content_published"
    kind: str
    object_id: int
    author_id: int | None


@dataclass(frozen=True, slots=True)
class ContentHeld(Event):
    """New or just edited, it waits for a moderator. ``reasons`` are admission's codes; ``journey`` ties the form that it came by."""

    name = "core.content_held"
    kind: str
    object_id: int
    author_id: int | None
    reasons: tuple[str, ...] = ()
    journey: str = ""


@dataclass(frozen=True, slots=True)
class ContentEdited(Event):
    """Its text, title, tags or place changed."""

    name = "core.content_edited"
    kind: str
    object_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class ContentHidden(Event):
    """Taken from public sight, or refused before it was ever public."""

    name = "core.content_hidden"
    kind: str
    object_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class ContentRestored(Event):
    name = "core.content_restored"
    kind: str
    object_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class ContentApproved(Event):
    """Held content is public. The first time, what says that it was published is recorded too."""

    name = "core.content_approved"
    kind: str
    object_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class ContentRetracted(Event):
    """Its author took it back: nobody judged it."""

    name = "core.content_retracted"
    kind: str
    object_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class ContentUnretracted(Event):
    """What its author had taken back is as it was before: public, or held."""

    name = "core.content_unretracted"
    kind: str
    object_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class VoteCast(Event):
    """``voter_id`` changed their vote on an object from ``before`` to ``value``; both are -1, 0 or 1 and differ."""

    name = "core.vote_cast"
    kind: str
    object_id: int
    author_id: int
    voter_id: int
    value: int
    before: int


@dataclass(frozen=True, slots=True)
class ContentSentBack(Event):
    """A reviewer asked for changes: the version of ``author_id`` isn't published. ``review_id`` is the step that holds their words."""

    name = "core.content_sent_back"
    kind: str
    object_id: int
    author_id: int | None
    by_id: int | None
    review_id: int


@dataclass(frozen=True, slots=True)
class ReviewAsked(Event):
    """A version waits for those who decide on it; ``review_id`` is the step of its workflow. ``by_id`` handed it over."""

    name = "core.review_asked"
    kind: str
    object_id: int
    by_id: int | None
    review_id: int


@dataclass(frozen=True, slots=True)
class ReviewEnded(Event):
    """``how``: "approved" by the last step, "published" past the review, or "called_off", which leaves a draft. A refusal is a
    `ContentSentBack`."""

    name = "core.review_ended"
    kind: str
    object_id: int
    by_id: int | None
    review_id: int
    how: str
