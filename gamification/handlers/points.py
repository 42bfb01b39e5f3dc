"""When points are looked at again. A handler only names the causes that something happened to; `settle` reads how they stand.

So each may be called twice, late, or in another order than things happened, and still pays once.
"""

from core.events import ContentImported, on, record, relay
from core.events.content import (
    ContentApproved,
    ContentHeld,
    ContentHidden,
    ContentRestored,
    ContentRetracted,
    ContentUnretracted,
    VoteCast,
)
from gamification.actions.settle import settle, settle_all
from gamification.causes import ANSWER, CONTRIBUTION, FLAG, RATING, SOURCES, VOTE, of_article, votes_on
from gamification.events import PointsChanged
from kb.events import ArticlePublished, ArticleRated, ArticleUnpublished, ContributionCredited
from moderation.events import FlagReopened, FlagUpheld
from qa.events import AcceptanceWithdrawn, AnswerAccepted
from qa.models import Vote


@on(VoteCast, consumer="gamification.points_for_votes")
def pay_for_vote(event: VoteCast) -> None:
    cast = Vote.objects.filter(kind=event.kind, object_id=event.object_id, voter=event.voter_id)
    _pay(VOTE, list(cast.values_list("pk", flat=True)))


@on((AnswerAccepted, AcceptanceWithdrawn), consumer="gamification.points_for_acceptance")
def pay_for_acceptance(event: AnswerAccepted | AcceptanceWithdrawn) -> None:
    _pay(ANSWER, [event.answer_id])


CONTENT = (ContentHidden, ContentRestored, ContentApproved, ContentRetracted, ContentUnretracted)


@on(CONTENT, consumer="gamification.points_of_removed_content")
def pay_for_content(event: ContentHidden | ContentRestored | ContentApproved | ContentRetracted | ContentUnretracted) -> None:
    """What is hidden earns nothing any more, and costs; what its author took back earns nothing; both earn again when they are back."""
    _settle_post(event.kind, event.object_id)


@on(ContentHeld, consumer="gamification.points_of_held_content")
def pay_for_held_content(event: ContentHeld) -> None:
    """What waits for review, anew or again, neither earns nor costs until it is decided."""
    _settle_post(event.kind, event.object_id)


def _settle_post(kind: str, id: int) -> None:
    if kind not in SOURCES:
        return
    _pay(kind, [id])
    _pay(VOTE, votes_on(kind, [id]))


def _pay(kind: str, ids: list[int]) -> None:
    if people := sorted({line.person_id for line in settle(kind, ids)}):
        record(PointsChanged(tuple(people)))


@on((FlagUpheld, FlagReopened), consumer="gamification.points_for_flags")
def pay_for_flag(event: FlagUpheld | FlagReopened) -> None:
    _pay(FLAG, [event.flag_id])


@on(ContributionCredited, consumer="gamification.points_for_contributions")
def pay_for_contribution(event: ContributionCredited) -> None:
    _pay(CONTRIBUTION, [event.contribution_id])


@on(ArticleRated, consumer="gamification.points_for_helpful_articles")
def pay_for_rating(event: ArticleRated) -> None:
    _pay(RATING, [event.rating_id])


@on((ArticlePublished, ArticleUnpublished), consumer="gamification.points_of_articles")
def pay_for_article(event: ArticlePublished | ArticleUnpublished) -> None:
    """What is taken offline earns nothing any more, and earns again when it is back."""
    for kind, ids in of_article(event.article_id).items():
        _pay(kind, ids)


@on(ContentImported, consumer="gamification.backfill", in_transaction=False)
def backfill(event: ContentImported) -> None:
    """Imports earn at their original dates. In short transactions of its own: a batch is long, and settling again changes nothing."""
    if event.kind in (VOTE, ANSWER):  # answers come with their acceptance
        for _settled in settle_all(event.kind, range(event.first_id, event.last_id + 1)):
            relay.renew()
