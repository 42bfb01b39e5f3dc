"""When somebody's badges are looked at again. A handler only names the people and what may have changed; the rules read how it stands."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from core.content import content
from core.events import ContentImported, on
from core.events.content import (
    ContentApproved,
    ContentHeld,
    ContentHidden,
    ContentPublished,
    ContentRestored,
    ContentRetracted,
    ContentUnretracted,
    VoteCast,
)
from forums.models import POST, TOPIC, Post, Topic
from gamification.actions.award import look_after, look_again, rules_in_use
from gamification.badges.due import authors_between, look_later
from gamification.badges.series import Ref
from gamification.events import ContestCancelled, ContestEntered, ContestWon, EntryWithdrawn, PointsChanged
from gamification.models import Entry
from kb.events import ArticlePublished, ArticleRated, ArticleUnpublished, ContributionCredited
from kb.models import Contribution
from moderation.events import FlagReopened, FlagUpheld
from qa.events import AcceptanceWithdrawn, AnswerAccepted
from qa.models import ANSWER, COMMENT, QUESTION, Answer, Comment

GIVEN_VOTES = ("votes_given",)
GAINED_VOTES = ("upvotes", "good_answers", "great_answers", "good_questions")
ACCEPTED = ("solutions", "solved_questions")
ARTICLES = ("articles", "edits", "translations")
CONTESTS = ("contests_entered", "contests_won")
DAYS = ("days", "streak")
PUBLISHED = {
    QUESTION: ("questions", *DAYS),
    ANSWER: ("answers", "early_answers", "people_helped", *DAYS),
    COMMENT: ("comments", *DAYS),
    TOPIC: ("topics", "posts", *DAYS),
    POST: ("posts", *DAYS),
}
"""What a new text counts for; one that goes or comes back counts for more."""
RETURNED = (ContentHeld, ContentHidden, ContentRestored, ContentApproved, ContentRetracted, ContentUnretracted)
MANY = 20


def _look(people: Iterable[int | None], *series: str) -> None:
    present = {person_id for person_id in people if person_id is not None}
    if present and (badges := rules_in_use(series)):
        look_again(present, badges=badges)


@on(VoteCast, consumer="gamification.badges_for_votes")
def look_after_vote(event: VoteCast) -> None:
    concerned = {event.author_id: GAINED_VOTES, event.voter_id: GIVEN_VOTES}
    look_after(concerned, on=[(event.kind, event.object_id)], grows=event.value > event.before)


@on((AnswerAccepted, AcceptanceWithdrawn), consumer="gamification.badges_for_acceptance")
def look_after_acceptance(event: AnswerAccepted | AcceptanceWithdrawn) -> None:
    found = Answer.objects.filter(pk=event.answer_id).values_list("author_id", "question__author_id", "question_id").first()
    if found is not None:
        *people, question_id = found
        on = [(ANSWER, event.answer_id), (QUESTION, question_id)]
        look_after(dict.fromkeys(people, ACCEPTED), on=on, grows=isinstance(event, AnswerAccepted))


@on(ContentPublished, consumer="gamification.badges_for_published")
def look_after_publishing(event: ContentPublished) -> None:
    if event.kind in PUBLISHED and event.author_id is not None:
        look_after({event.author_id: PUBLISHED[event.kind]}, on=_texts(event.kind, event.object_id), grows=True)


@on(RETURNED, consumer="gamification.badges_for_content")
def look_after_content(event: ContentHidden) -> None:
    """What goes or comes back takes along what was said and voted on it, and so what others earned there."""
    if event.kind not in PUBLISHED:
        return
    series = {*PUBLISHED[event.kind], *GAINED_VOTES, *ACCEPTED}
    author_id = content[event.kind].author_id(event.object_id)
    if author_id is not None:
        look_after({author_id: series}, on=_texts(event.kind, event.object_id), grows=False)
    others = _others_on(event.kind, event.object_id)
    if len(others) > MANY:
        look_later(others)
        return
    for person_id, texts in others.items():
        look_after({person_id: series.union(*(PUBLISHED[kind] for kind, _id in texts))}, on=texts, grows=False)


def _texts(kind: str, id: int) -> list[Ref]:
    """A content, and what was written with it: a topic's first post."""
    if kind == TOPIC:
        return [
            (TOPIC, id),
            *((POST, pk) for pk in Topic.objects.filter(pk=id, first_post__isnull=False).values_list("first_post", flat=True)),
        ]
    return [(kind, id)]


def _others_on(kind: str, id: int) -> dict[int, list[Ref]]:
    """Whoever else wrote on a question or topic, with what."""
    tables: list[tuple[str, QuerySet[Any], str]] = []
    if kind == QUESTION:
        tables = [(ANSWER, Answer.objects.filter(question=id), "author"), (COMMENT, Comment.objects.filter(question=id), "author")]
    elif kind == TOPIC:
        tables = [(POST, Post.objects.filter(topic=id), "poster")]
    found: dict[int, list[Ref]] = {}
    for of, rows, author in tables:
        for person_id, pk in rows.filter(**{f"{author}__isnull": False}).values_list(f"{author}_id", "pk"):
            found.setdefault(person_id, []).append((of, pk))
    return found


@on(ContributionCredited, consumer="gamification.badges_for_articles")
def look_after_contribution(event: ContributionCredited) -> None:
    _look([event.person_id], *ARTICLES)


@on((ArticleRated, ArticlePublished, ArticleUnpublished), consumer="gamification.badges_of_articles")
def look_after_article(event: ArticleRated | ArticlePublished | ArticleUnpublished) -> None:
    """Everybody credited on it: what they gave counts while it is published."""
    credited = Contribution.objects.filter(article=event.article_id, credited_at__isnull=False)
    _look(credited.values_list("person_id", flat=True), *ARTICLES, "helpful")


@on((FlagUpheld, FlagReopened), consumer="gamification.badges_for_flags")
def look_after_flag(event: FlagUpheld | FlagReopened) -> None:
    _look([event.reporter_id], "flags_upheld")


@on((ContestEntered, EntryWithdrawn, ContestWon), consumer="gamification.badges_for_contests")
def look_after_entry(event: ContestEntered | EntryWithdrawn | ContestWon) -> None:
    _look([event.person_id], *CONTESTS)


@on(ContestCancelled, consumer="gamification.badges_of_cancelled_contest")
def look_after_cancelling(event: ContestCancelled) -> None:
    _look(Entry.objects.filter(contest=event.contest_id).values_list("person_id", flat=True), *CONTESTS)


@on(PointsChanged, consumer="gamification.badges_for_points")
def look_after_points(event: PointsChanged) -> None:
    _look(event.person_ids, "points")


@on(ContentImported, consumer="gamification.badges_of_imports", in_transaction=False)
def look_after_import(event: ContentImported) -> None:
    """Noted now, looked at when the import has calmed down: each person once, not once for each thousand of rows."""
    look_later(authors_between(event.kind, event.first_id, event.last_id))
