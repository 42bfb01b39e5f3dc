"""Take an item so that nobody else works on it, keep it while working, and let it go."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import now

from core.viewer import Viewer
from moderation import audit
from moderation.conflicts import AlreadyDecided, ClaimedByOther
from moderation.live import announce
from moderation.models import AuditEntry, ReviewItem
from moderation.permissions import check_decides, check_moderates

CLAIM_FOR = timedelta(minutes=10)


@transaction.atomic
def claim(item_id: int, by: Viewer) -> ReviewItem:
    """Hold the item for 10 minutes. Of two who claim at once, the database lets one win; claiming one's own claim renews it.

    Raises:
        PermissionDenied: ``by`` is no moderator, or wrote the text.
        ReviewItem.DoesNotExist: there is none.
        ClaimedByOther: someone else holds it.
        AlreadyDecided: it doesn't wait any more.
    """
    item = ReviewItem.objects.get(pk=item_id)
    moderator_id = check_decides(by, item.author_id)
    if renew(item_id, by):
        return ReviewItem.objects.get(pk=item_id)
    moment = now()
    free = Q(claimed_by=None) | Q(claimed_until__lte=moment)
    won = ReviewItem.objects.filter(free, pk=item_id, state__in=ReviewItem.OPEN).update(
        claimed_by=moderator_id, claimed_until=moment + CLAIM_FOR, change=F("change") + 1
    )
    item = ReviewItem.objects.get(pk=item_id)
    if not won:
        raise ClaimedByOther(item) if item.is_open else AlreadyDecided(item)
    audit.append(item, AuditEntry.Action.CLAIMED, moderator_id)
    announce(item, "claimed", moderator_id)
    return item


def renew(item_id: int, by: Viewer) -> bool:
    """Start the 10 minutes of a claim that ``by`` holds anew, as activity does; False when they hold none."""
    moment = now()
    mine = ReviewItem.objects.filter(pk=item_id, claimed_by=by.user_id, claimed_until__gt=moment, state__in=ReviewItem.OPEN)
    return by.user_id is not None and bool(mine.update(claimed_until=moment + CLAIM_FOR))


@transaction.atomic
def release(item_id: int, by: Viewer) -> ReviewItem:
    """Let go of one's own claim; without one nothing happens.

    Raises:
        PermissionDenied: ``by`` is no moderator.
        ReviewItem.DoesNotExist: there is none.
    """
    moderator_id = check_moderates(by)
    mine = ReviewItem.objects.filter(pk=item_id, claimed_by=moderator_id)
    released = mine.update(claimed_by=None, claimed_until=None, change=F("change") + 1)
    item = ReviewItem.objects.get(pk=item_id)
    if released:
        audit.append(item, AuditEntry.Action.RELEASED, moderator_id)
        announce(item, "released", moderator_id)
    return item


def release_expired() -> int:
    """Free what nobody has worked on for 10 minutes, so that the desks show it as free; returns how many."""
    moment = now()
    expired = list(ReviewItem.objects.filter(claimed_until__lte=moment, state__in=ReviewItem.OPEN).values_list("pk", flat=True))
    return sum(_release_expired(item_id) for item_id in expired)


@transaction.atomic
def _release_expired(item_id: int) -> bool:
    expired = ReviewItem.objects.filter(pk=item_id, claimed_until__lte=now(), state__in=ReviewItem.OPEN)
    if not expired.update(claimed_by=None, claimed_until=None, change=F("change") + 1):
        return False
    item = ReviewItem.objects.get(pk=item_id)
    audit.append(item, AuditEntry.Action.RELEASED, None)
    announce(item, "released", None)
    return True
