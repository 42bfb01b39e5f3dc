"""What contests do about what is written: who accepted the terms enters by publishing, and what is taken down is out."""

from accounts.models import User
from accounts.viewer import viewer_of
from core.content import content
from core.events import on
from core.events.content import (
    ContentApproved,
    ContentHeld,
    ContentHidden,
    ContentPublished,
    ContentRestored,
    ContentRetracted,
    ContentUnretracted,
)
from core.viewer import HOUSE
from gamification.contests.actions.enter import bring_back, enter, withdraw
from gamification.contests.eligibility import RefusedToEnter, accepted, carries, fits
from gamification.models import Contest, Entry

GONE = (ContentHeld, ContentHidden, ContentRetracted)
BACK = (ContentRestored, ContentApproved, ContentUnretracted)


@on(ContentPublished, consumer="gamification.contest_entries")
def enter_what_was_published(event: ContentPublished) -> None:
    """Into each open contest whose tag it carries and whose terms its author accepted; a refusal is kept for them to read."""
    running = list(Contest.objects.filter(state__in=(Contest.State.OPEN, Contest.State.VOTING)))
    author = User.objects.filter(pk=event.author_id).first() if running and event.kind in content else None
    if author is None:
        return
    viewer = viewer_of(author)
    card = content[event.kind].card(event.object_id, viewer)
    for contest in running:
        if card is None or not fits(card, contest) or not carries(card, contest.tag, viewer) or accepted(contest, author.pk) is None:
            continue
        try:
            enter(contest, event.kind, event.object_id, viewer, approved_late=True)
        except RefusedToEnter:
            continue  # kept in its log, and shown on the contest's page


@on(GONE, consumer="gamification.contest_entries_gone")
def withdraw_what_is_gone(event: ContentHeld | ContentHidden | ContentRetracted) -> None:
    for entry in Entry.objects.standing().filter(kind=event.kind, object_id=event.object_id).select_related("contest"):
        if not entry.contest.over:
            withdraw(entry, HOUSE)


@on(BACK, consumer="gamification.contest_entries_back")
def bring_back_what_returned(event: ContentRestored | ContentApproved | ContentUnretracted) -> None:
    for entry in Entry.objects.filter(kind=event.kind, object_id=event.object_id, withdrawn_at__isnull=False):
        bring_back(entry)
