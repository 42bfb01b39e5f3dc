"""When points are looked at again. A handler only names the causes that something happened to; `settle` reads how they stand.

So each may be called twice, late, or in another order than things happened, and still pays once.
"""

from core.events import ContentImported, on, relay
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
from gamification.causes import FLAG, SOURCES, VOTE, votes_on
from moderation.events import FlagReopened, FlagUpheld
from qa.events import AcceptanceWithdrawn, AnswerAccepted
from qa.models import ANSWER, Vote


@on(VoteCast, consumer="gamification.points_for_votes")
def pay_for_vote(event: VoteCast) -> None:
    cast = Vote.objects.filter(kind=event.kind, object_id=event.object_id, voter=event.voter_id)
    settle(VOTE, list(cast.values_list("pk", flat=True)))


@on((AnswerAccepted, AcceptanceWithdrawn), consumer="gamification.points_for_acceptance")
def pay_for_acceptance(event: AnswerAccepted | AcceptanceWithdrawn) -> None:
    settle(ANSWER, [event.answer_id])


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
    settle(kind, [id])
    settle(VOTE, votes_on(kind, [id]))


@on((FlagUpheld, FlagReopened), consumer="gamification.points_for_flags")
def pay_for_flag(event: FlagUpheld | FlagReopened) -> None:
    settle(FLAG, [event.flag_id])


@on(ContentImported, consumer="gamification.backfill", in_transaction=False)
def backfill(event: ContentImported) -> None:
    """Imports earn at their original dates. In short transactions of its own: a batch is long, and settling again changes nothing."""
    if event.kind in (VOTE, ANSWER):  # answers come with their acceptance
        for _settled in settle_all(event.kind, range(event.first_id, event.last_id + 1)):
            relay.renew()
