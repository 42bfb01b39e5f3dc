"""What stops a moderator who acts on an item that is no longer as they saw it."""

from collections.abc import Sequence

from moderation.models import AuditEntry, ReviewItem


class Conflict(Exception):
    """``item`` is as it stands now; ``changes`` is what happened since the version that was seen, oldest first."""

    def __init__(self, item: ReviewItem, changes: Sequence[AuditEntry] = ()) -> None:
        super().__init__(f"{type(self).__name__}: item {item.pk}, version {item.version}")
        self.item = item
        self.changes = list(changes)


class Stale(Conflict):
    """The item has changed since the version that the decision was made on."""


class ClaimedByOther(Conflict):
    """Someone else holds the item."""


class AlreadyDecided(Conflict):
    """The item doesn't wait any more (or, for undo, nothing was decided)."""


class NeedsPublishing(Conflict):
    """A held text can't be ignored: it would wait for ever. Approve or reject it."""


def changes_since(item: ReviewItem, version: int) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(item=item, version__gt=version).select_related("by").order_by("sequence"))
