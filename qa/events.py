"""What happens in the questions room. Others may import this module; it imports core alone. ``by_id`` is None if the house itself acted."""

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
class QuestionHeld(Event):
    """A question, new or just edited, waits for a moderator. ``reasons`` are admission's codes."""

    name = "qa.question_held"
    question_id: int
    author_id: int
    reasons: tuple[str, ...] = ()
    journey: str = ""


@dataclass(frozen=True, slots=True)
class QuestionEdited(Event):
    name = "qa.question_edited"
    question_id: int
    by_id: int | None


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
    """Answers that others found useful have waited for the asker's word: they are to be told, once."""

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
class AnswerHeld(Event):
    name = "qa.answer_held"
    answer_id: int
    question_id: int
    author_id: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerEdited(Event):
    name = "qa.answer_edited"
    answer_id: int
    question_id: int
    by_id: int | None


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


@dataclass(frozen=True, slots=True)
class CommentHeld(Event):
    name = "qa.comment_held"
    comment_id: int
    question_id: int
    author_id: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VoteCast(Event):
    """``voter_id`` changed their vote on an object from ``before`` to ``value``; both are -1, 0 or 1 and differ."""

    name = "qa.vote_cast"
    kind: str
    object_id: int
    author_id: int
    voter_id: int
    value: int
    before: int


@dataclass(frozen=True, slots=True)
class ContentHidden(Event):
    """Taken from public sight, or refused before it was ever public."""

    name = "qa.content_hidden"
    kind: str
    object_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class ContentRestored(Event):
    name = "qa.content_restored"
    kind: str
    object_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class ContentRetracted(Event):
    """Its author took it back: nobody judged it."""

    name = "qa.content_retracted"
    kind: str
    object_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class ContentUnretracted(Event):
    """What its author had taken back is as it was before: public, or held."""

    name = "qa.content_unretracted"
    kind: str
    object_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class ContentApproved(Event):
    """Held content is public. The first time, QuestionAsked, AnswerPosted or CommentPosted is recorded too."""

    name = "qa.content_approved"
    kind: str
    object_id: int
    by_id: int | None
