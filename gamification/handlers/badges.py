"""When somebody's badges are looked at again. A handler only names the people and what may have changed; the rules read how it stands."""

from collections.abc import Iterable

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
from gamification.actions.award import look_again, rules_in_use
from gamification.badges.due import authors_between, look_later
from gamification.events import ContestCancelled, ContestEntered, ContestWon, EntryWithdrawn, PointsChanged
from gamification.models import Entry
from kb.events import ArticlePublished, ArticleRated, ArticleUnpublished, ContributionCredited
from kb.models import Contribution
from moderation.events import FlagReopened, FlagUpheld
from qa.events import AcceptanceWithdrawn, AnswerAccepted
from qa.models import Answer

VOTED = ("upvotes", "votes_given", "good_answers", "great_answers", "good_questions")
ACCEPTED = ("solutions", "solved_questions")
ARTICLES = ("articles", "edits", "translations")
CONTESTS = ("contests_entered", "contests_won")
WRITTEN = (ContentPublished, ContentHeld, ContentHidden, ContentRestored, ContentApproved, ContentRetracted, ContentUnretracted)


def _look(people: Iterable[int | None], *series: str) -> None:
    present = {person_id for person_id in people if person_id is not None}
    if present and (badges := rules_in_use(series)):
        look_again(present, badges=badges)


@on(VoteCast, consumer="gamification.badges_for_votes")
def look_after_vote(event: VoteCast) -> None:
    _look([event.author_id, event.voter_id], *VOTED)


@on((AnswerAccepted, AcceptanceWithdrawn), consumer="gamification.badges_for_acceptance")
def look_after_acceptance(event: AnswerAccepted | AcceptanceWithdrawn) -> None:
    people = Answer.objects.filter(pk=event.answer_id).values_list("author_id", "question__author_id").first()
    _look(people or (), *ACCEPTED)


@on(WRITTEN, consumer="gamification.badges_for_content")
def look_after_content(event: ContentPublished) -> None:
    """Anything that counts what people write may have changed."""
    if event.kind in content:
        _look([content[event.kind].author_id(event.object_id)])


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
