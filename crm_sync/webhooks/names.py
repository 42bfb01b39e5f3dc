"""Which events are told to webhook targets, under which name, and what each is about."""

from typing import Any, NamedTuple

from accounts.events import PersonAnonymised
from blog import events as blog
from core.events import Event
from core.events.content import ContentHidden, ContentRestored
from crm_sync.events import CaseClosed, CaseOpened, CaseReopened, CaseReplied, ContactChanged, LeadOpened
from forums import events as forums
from gamification import events as gamification
from kb import events as kb
from qa import events as qa


class Told(NamedTuple):
    """``kind`` and the field with its id: what the event is about. ``more``: fields that are told too. None of them names a person."""

    name: str
    kind: str
    field: str
    more: tuple[str, ...] = ()


CONTEST, ERASED = "gamification.contest", "accounts.person"

TOLD: dict[type[Event], Told] = {
    CaseOpened: Told("case.opened", "", "case_id"),
    CaseReopened: Told("case.reopened", "", "case_id"),
    CaseReplied: Told("case.replied", "", "reply_id"),
    CaseClosed: Told("case.closed", "", "case_id"),
    LeadOpened: Told("lead.opened", "", "lead_id"),
    ContactChanged: Told("contact.changed", "", "contact_id"),
    qa.QuestionAsked: Told("question.asked", "qa.question", "question_id"),
    qa.AnswerPosted: Told("answer.posted", "qa.answer", "answer_id"),
    qa.AnswerAccepted: Told("answer.accepted", "qa.answer", "answer_id"),
    qa.CommentPosted: Told("comment.posted", "qa.comment", "comment_id"),
    forums.TopicStarted: Told("topic.started", "forums.topic", "topic_id"),
    forums.PostAdded: Told("post.added", "forums.post", "post_id"),
    kb.ArticlePublished: Told("article.published", "kb.article", "article_id", ("first",)),
    kb.ArticleUnpublished: Told("article.unpublished", "kb.article", "article_id"),
    kb.ArticleChanged: Told("content.hidden", "kb.article", "article_id"),
    blog.PostUnpublished: Told("blog.unpublished", "blog.post", "page_id"),
    forums.TopicMoved: Told("content.hidden", "forums.topic", "topic_id"),
    blog.PostPublished: Told("blog.published", "blog.post", "page_id", ("first",)),
    blog.CommentPosted: Told("comment.posted", "blog.comment", "comment_id"),
    ContentHidden: Told("content.hidden", "", "object_id"),
    ContentRestored: Told("content.restored", "", "object_id"),
    gamification.BadgeAwarded: Told("badge.awarded", "gamification.badge", "badge_id", ("award_id",)),
    gamification.ContestOpened: Told("contest.opened", CONTEST, "contest_id"),
    gamification.ContestClosed: Told("contest.closed", CONTEST, "contest_id"),
    gamification.ContestCancelled: Told("contest.cancelled", CONTEST, "contest_id"),
    gamification.ContestWon: Told("contest.won", CONTEST, "contest_id", ("entry_id",)),
    PersonAnonymised: Told("person.erased", ERASED, "person_id"),
}
NAMES = tuple(sorted({told.name for told in TOLD.values()}))
GONE = frozenset({"content.hidden", "article.unpublished", "blog.unpublished"})
"""What they are about is not public any more: they say which it was, to those who were told of it. Some events only may have taken it
from guests' sight (another audience, another forum); where it hasn't, nothing is said."""
OF_THE_CRM = ("case.", "lead.", "contact.")


def subject(event: Any) -> tuple[str, int, dict[str, Any]]:
    """Kind, id and further facts of what ``event`` is about; the kind is empty for objects of the CRM room."""
    told = TOLD[type(event)]
    facts = {name: getattr(event, name) for name in told.more}
    return told.kind or getattr(event, "kind", ""), getattr(event, told.field), facts
