"""Decide on an item, and undo the decision. What a decision does to the text, its undo takes back."""

from django.db import transaction
from django.utils.timezone import now

from core.content import content
from core.events import record
from core.viewer import Viewer
from moderation import audit
from moderation.conflicts import AlreadyDecided, ClaimedByOther, Conflict, NeedsPublishing, Stale, changes_since
from moderation.events import DecisionUndone, FlagReopened, FlagUpheld, ItemDecided
from moderation.items import card_of, locked, next_version, note_edit
from moderation.live import announce
from moderation.models import AuditEntry, Flag, ReviewItem
from moderation.permissions import check_decides

State = ReviewItem.State

DECISIONS = (State.APPROVED, State.REJECTED, State.IGNORED, State.ESCALATED)
# What a decision makes of the flags; escalating leaves them open.
OUTCOMES = {State.APPROVED: Flag.Outcome.DECLINED, State.REJECTED: Flag.Outcome.UPHELD, State.IGNORED: Flag.Outcome.IGNORED}


def decide(item_id: int, by: Viewer, decision: str, *, version: int, reason: str = "", message: str = "") -> ReviewItem:
    """Approve, reject, ignore or escalate the item as it was at ``version``. ``reason`` and ``message`` reach the author when rejected.

    Raises:
        PermissionDenied: ``by`` is no moderator, or wrote the text.
        ReviewItem.DoesNotExist: there is none.
        AlreadyDecided, ClaimedByOther, Stale: see `moderation.conflicts`; nothing was done.
        NeedsPublishing: a held text can't be ignored.
    """
    decision = State(decision)
    with transaction.atomic():
        item = locked(item_id)
        moderator_id = check_decides(by, item.author_id)
        # An edit that the relay has not yet told of is noticed here, and kept although the decision is refused.
        conflict = _noticed_edit(item) or _conflict(item, moderator_id, decision, version)
        if conflict is None:
            _decide(item, by, moderator_id, decision, version, reason, message)
    if conflict:
        raise conflict
    return item


@transaction.atomic
def undo(item_id: int, by: Viewer, *, version: int) -> ReviewItem:
    """Take the standing decision back: the text is as it was before it, and the item waits again.

    Raises:
        PermissionDenied: ``by`` is no moderator, or wrote the text.
        ReviewItem.DoesNotExist: there is none.
        AlreadyDecided: nothing stands decided.
        Stale: something has happened since ``version``.
    """
    item = locked(item_id)
    moderator_id = check_decides(by, item.author_id)
    if item.version != version:
        raise Stale(item, changes_since(item, version))
    if item.state == State.PENDING:
        raise AlreadyDecided(item)
    undone = State(item.state)
    _undo_effect(item, by, undone)
    for flag in item.flags.filter(outcome=OUTCOMES.get(undone, "")):
        flag.outcome = Flag.Outcome.OPEN
        flag.save(update_fields=["outcome"])
        if undone == State.REJECTED:
            record(FlagReopened(flag.pk, flag.person_id))
    item.state = State.PENDING
    item.decided_by = item.decided_at = None
    item.reason = item.message = ""
    next_version(item)
    item.save()
    audit.append(item, AuditEntry.Action.UNDONE, moderator_id, reason=undone.value, seen=version)
    announce(item, "arrived", moderator_id)
    record(DecisionUndone(item.pk, item.kind, item.object_id, undone.value, moderator_id))
    return item


def _noticed_edit(item: ReviewItem) -> Conflict | None:
    seen = item.version
    card = card_of(item.kind, item.object_id)
    if card is None or not note_edit(item, card):
        return None
    announce(item, "changed", card.author_id)
    return Stale(item, changes_since(item, seen))


def _conflict(item: ReviewItem, moderator_id: int, decision: State, version: int) -> Conflict | None:
    if not item.is_open:
        return AlreadyDecided(item, changes_since(item, version))
    if item.claimer_id not in {None, moderator_id}:
        return ClaimedByOther(item)
    if item.version != version:
        return Stale(item, changes_since(item, version))
    if item.state == decision:
        return AlreadyDecided(item)
    if decision == State.IGNORED and item.held:
        return NeedsPublishing(item)
    return None


def _decide(item: ReviewItem, by: Viewer, moderator_id: int, decision: State, version: int, reason: str, message: str) -> None:
    _effect(item, by, decision, reason)
    if outcome := OUTCOMES.get(decision):
        _settle_flags(item, outcome)
    item.state = decision
    item.decided_by_id, item.decided_at = moderator_id, now()
    item.claimed_by = item.claimed_until = None
    item.reason, item.message = reason, message.strip()
    next_version(item)
    item.save()
    audit.append(item, AuditEntry.Action(decision.value), moderator_id, reason=reason, note=item.message, seen=version)
    announce(item, "decided", moderator_id)
    record(ItemDecided(item.pk, item.kind, item.object_id, decision.value, moderator_id))


def _effect(item: ReviewItem, by: Viewer, decision: State, reason: str) -> None:
    adapter = content[item.kind]
    if decision == State.REJECTED:
        adapter.hide(item.object_id, by, reason)
    elif decision == State.APPROVED and item.held:
        adapter.approve(item.object_id, by)
    elif decision in {State.APPROVED, State.IGNORED} and item.hidden:
        adapter.restore(item.object_id, by)


def _undo_effect(item: ReviewItem, by: Viewer, undone: State) -> None:
    """A text that was out of sight while it waited is so again; one that was public is public again."""
    adapter = content[item.kind]
    if undone == State.ESCALATED:
        return
    if item.held:
        adapter.hold(item.object_id, by)
    elif item.hidden:
        adapter.hide(item.object_id, by, AuditEntry.Action.UNDONE.value)
    elif undone == State.REJECTED:
        adapter.restore(item.object_id, by)


def _settle_flags(item: ReviewItem, outcome: Flag.Outcome) -> None:
    for flag in item.flags.filter(outcome=Flag.Outcome.OPEN):
        flag.outcome = outcome
        flag.save(update_fields=["outcome"])
        if outcome == Flag.Outcome.UPHELD:
            record(FlagUpheld(flag.pk, flag.person_id))
