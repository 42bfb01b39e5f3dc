"""What happens in the questions room besides what can happen to any content (`core.events.content`).

Others may import this module; it imports core alone. ``by_id`` is None if the house itself acted.
"""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class QuestionAsked(Event):
    """A question is public for the first time: published at once, or approved after it was held."""

    name = "qa.question_asked"
    question_id: int
    author_id: int
    journey: str = ""


@dataclass(frozen=True, slots=True)
class QuestionClosed(Event):
    """Closed, archived, or marked as a duplicate: it takes no more answers."""

    name = "qa.question_closed"
    question_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class QuestionReopened(Event):
    name = "qa.question_reopened"
    question_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class InfoNeeded(Event):
    """Somebody who helps asks the asker for more; the asker is to be told."""

    name = "qa.info_needed"
    question_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class NotSolved(Event):
    """The asker says that the answers so far did not solve it."""

    name = "qa.not_solved"
    question_id: int
    by_id: int


@dataclass(frozen=True, slots=True)
class AskerReminded(Event):
    """Answers that others found useful have waited for the asker's word: they are to be told, once (notifications do)."""

    name = "qa.asker_reminded"
    question_id: int


@dataclass(frozen=True, slots=True)
class QuestionFollowed(Event):
    name = "qa.question_followed"
    question_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class QuestionUnfollowed(Event):
    name = "qa.question_unfollowed"
    question_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class AnswerPosted(Event):
    """An answer is public for the first time."""

    name = "qa.answer_posted"
    answer_id: int
    question_id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class AnswerAccepted(Event):
    name = "qa.answer_accepted"
    answer_id: int
    question_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class AcceptanceWithdrawn(Event):
    """The answer is no longer the accepted one: withdrawn, replaced or hidden."""

    name = "qa.acceptance_withdrawn"
    answer_id: int
    question_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class CommentPosted(Event):
    """A comment is public for the first time. ``question_id`` is the thread, also for a comment on an answer."""

    name = "qa.comment_posted"
    comment_id: int
    question_id: int
    author_id: int
