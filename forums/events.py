"""What happens in the forums besides what happens to any content. Others may import this module; it imports core alone."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class TopicStarted(Event):
    """A topic, with its first post, is public for the first time."""

    name = "forums.topic_started"
    topic_id: int
    forum_id: int
    author_id: int
    journey: str = ""


@dataclass(frozen=True, slots=True)
class PostAdded(Event):
    """A reply is public for the first time. A topic's first post comes with `TopicStarted` instead."""

    name = "forums.post_added"
    post_id: int
    topic_id: int
    forum_id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class TopicMoved(Event):
    name = "forums.topic_moved"
    topic_id: int
    from_forum_id: int
    to_forum_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class TopicLocked(Event):
    name = "forums.topic_locked"
    topic_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class TopicUnlocked(Event):
    name = "forums.topic_unlocked"
    topic_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class TopicPinned(Event):
    """``how`` is "topic" (as any other), "sticky" or "announcement"."""

    name = "forums.topic_pinned"
    topic_id: int
    how: str
    by_id: int | None


@dataclass(frozen=True, slots=True)
class TopicFollowed(Event):
    name = "forums.topic_followed"
    topic_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class TopicUnfollowed(Event):
    name = "forums.topic_unfollowed"
    topic_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class AudienceChanged(Event):
    """Who may read forums was changed: what search knows of their topics is old. ``after_topic_id``: topics up to it are told already."""

    name = "forums.audience_changed"
    after_topic_id: int = 0
