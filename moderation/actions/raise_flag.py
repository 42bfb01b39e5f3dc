"""Report a text to the moderators, and take that back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from core.content import Card, content
from core.events import record
from core.viewer import HOUSE, Viewer
from moderation import audit, scoring
from moderation.events import FlagRaised, FlagWithdrawn
from moderation.items import locked, locked_item, next_version, reports, weigh
from moderation.live import announce
from moderation.models import AuditEntry, Flag, FlagReason, ModerationSettings, ReviewItem
from moderation.permissions import may_flag

HIDDEN_BY_FLAGS = "flags"


class AlreadyJudged(Exception):
    """A moderator has looked at this person's flag of this text and let the text stand."""


@transaction.atomic
def raise_flag(card: Card, by: Viewer, reason: str, *, note: str = "", take_action: bool = False, network: str = "") -> Flag:
    """One flag a person and text; raising it again changes reason and note.

    ``card`` is the target as ``by`` sees it. ``take_action`` (staff only) hides at once. ``network`` is that of the request
    (`core.visitor.network_of`).

    Raises:
        PermissionDenied: a guest, a silenced person, or the author.
        AlreadyJudged: their flag of this text was declined before.
    """
    if by.user_id is None or not may_flag(by, card.author_id):
        raise PermissionDenied(_("Sign in with a confirmed address to flag. Your own texts you can edit."))
    before = Flag.objects.filter(item__kind=card.kind, item__object_id=card.id, person_id=by.user_id).first()
    if before and before.outcome in {Flag.Outcome.DECLINED, Flag.Outcome.IGNORED}:
        raise AlreadyJudged
    reason, note, take_action = FlagReason(reason), note.strip(), take_action and by.is_staff
    if before and before.outcome == Flag.Outcome.OPEN and (before.reason, before.note, before.take_action) == (reason, note, take_action):
        return before
    item, made = locked_item(card)
    flag, _made = Flag.objects.update_or_create(
        item=item,
        person_id=by.user_id,
        defaults={
            "reason": reason,
            "note": note,
            "weight": scoring.flag_weight(by, reason, take_action=take_action, **_record_of(by.user_id)),
            "take_action": take_action,
            "network": network,
            "outcome": Flag.Outcome.OPEN,
            "created_at": now(),
        },
    )
    weigh(item)
    if not made:
        next_version(item)
    item.save()
    # The text before the log: decisions lock in this order, too, so that two can't wait for each other.
    hiding = _hide_if_due(item, by if take_action else None)
    audit.append(item, AuditEntry.Action.FLAGGED, by.user_id, reason=reason, note=note)
    announce(item, "arrived" if item.flags.count() == 1 else "changed", by.user_id)
    if hiding is not None:
        _note_hiding(item, by.user_id if take_action else None, hiding)
    record(FlagRaised(flag.pk, card.kind, card.id, by.user_id))
    return flag


@transaction.atomic
def withdraw_flag(card: Card, by: Viewer) -> None:
    """Take an undecided flag back. An item that nothing else speaks against no longer waits. Without such a flag nothing happens."""
    found = Flag.objects.filter(item__kind=card.kind, item__object_id=card.id, person_id=by.user_id, outcome=Flag.Outcome.OPEN).values_list(
        "item_id", flat=True
    )
    if not found or by.user_id is None:
        return
    item = locked(found[0])
    flag = Flag.objects.filter(item=item, person_id=by.user_id, outcome=Flag.Outcome.OPEN).first()
    if flag is None or not item.is_open:
        return
    flag.outcome = Flag.Outcome.WITHDRAWN
    flag.save(update_fields=["outcome"])
    weigh(item)
    next_version(item)
    settled = not item.held and not reports(item)
    if settled:
        _show_again(item)
        item.state = ReviewItem.State.IGNORED
        item.decided_at = now()
        item.claimed_by = item.claimed_until = None
    item.save()
    audit.append(item, AuditEntry.Action.UNFLAGGED, by.user_id)
    announce(item, "decided" if settled else "changed", by.user_id)
    record(FlagWithdrawn(flag.pk, by.user_id))


def _record_of(person_id: int) -> dict[str, int]:
    """How many of the person's flags were decided, and how many of those upheld."""
    judged = (Flag.Outcome.UPHELD, Flag.Outcome.DECLINED)
    return Flag.objects.filter(person_id=person_id).aggregate(
        upheld=Count("pk", filter=Q(outcome=Flag.Outcome.UPHELD)), decided=Count("pk", filter=Q(outcome__in=judged))
    )


def _hide_if_due(item: ReviewItem, actor: Viewer | None) -> list[float] | None:
    """Hide a public text while it waits: staff took action, or at least two unlinked people's flags weigh enough.

    Returns the weight of each unlinked voice, or None when the text stays as it is.
    """
    if item.held or item.hidden:
        return None
    voices = scoring.voices(reports(item))
    enough = len(voices) >= 2 and sum(voices) >= ModerationSettings.current().hide_score
    if not (actor or enough):
        return None
    content[item.kind].hide(item.object_id, actor or HOUSE, HIDDEN_BY_FLAGS)
    return voices


def _note_hiding(item: ReviewItem, actor_id: int | None, voices: list[float]) -> None:
    item.hidden = True
    next_version(item)
    item.save(update_fields=["hidden", "version", "change"])
    note = "" if actor_id else f"reporters={len(voices)} score={sum(voices):g}"
    audit.append(item, AuditEntry.Action.HIDDEN, actor_id, reason=HIDDEN_BY_FLAGS, note=note)
    announce(item, "changed", actor_id)


def _show_again(item: ReviewItem) -> None:
    """Undo a hiding that only the withdrawn flags asked for; the caller saves."""
    if item.hidden:
        content[item.kind].restore(item.object_id, HOUSE)
        item.hidden = False
        audit.append(item, AuditEntry.Action.SHOWN, None)
