"""The audit log: append-only, each entry chained to the one before by SHA-256.

An entry's hash covers the hash before it and the entry's own fields as canonical JSON, so a changed, removed or inserted entry breaks
every link after it; `AuditHead` keeps the last link, so a cut-off end shows too. Whoever appends holds the head's row lock (on SQLite
the IMMEDIATE transaction) until commit: the chain never forks.
"""

import hashlib
import json
from collections.abc import Iterator

from django.utils.timezone import now

from moderation.models import AuditEntry, AuditHead, ReviewItem

GENESIS = "0" * 64
_HEAD = 1
_COVERED = ("sequence", "item_id", "action", "by_id", "reason", "note", "version", "seen")


def append(
    item: ReviewItem, action: AuditEntry.Action, by_id: int | None, *, reason: str = "", note: str = "", seen: int | None = None
) -> AuditEntry:
    """Add what just happened to ``item``; must run in the transaction that made it happen.

    Raises:
        TransactionManagementError: no transaction is open.
    """
    head, _made = AuditHead.objects.select_for_update().get_or_create(pk=_HEAD, defaults={"hash": GENESIS})
    entry = AuditEntry(
        sequence=head.sequence + 1,
        item=item,
        action=action,
        by_id=by_id,
        reason=reason,
        note=note,
        version=item.version,
        seen=seen,
        at=now(),
        previous_hash=head.hash,
    )
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    head.sequence, head.hash = entry.sequence, entry.hash
    head.save(update_fields=["sequence", "hash"])
    return entry


def digest(entry: AuditEntry) -> str:
    """The hash that ``entry`` must carry."""
    fields = {name: getattr(entry, name) for name in _COVERED}
    fields["action"] = str(fields["action"])
    fields["at"] = entry.at.isoformat(timespec="microseconds")
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{entry.previous_hash}{canonical}".encode()).hexdigest()


def problems() -> Iterator[str]:
    """Every place where the chain is broken; nothing when it is whole. Takes no lock: what is appended meanwhile is left for next time."""
    last, last_hash = _head()
    previous, expected = GENESIS, 1
    for entry in AuditEntry.objects.filter(sequence__lte=last).order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != expected:
            yield f"audit entry {expected} is missing before {entry.sequence}"
        if entry.previous_hash != previous:
            yield f"audit entry {entry.sequence} does not follow the one before it"
        if entry.hash != digest(entry):
            yield f"audit entry {entry.sequence} was changed"
        previous, expected = entry.hash, entry.sequence + 1
    if (expected - 1, previous) != (last, last_hash):
        yield f"the audit log ends at entry {expected - 1}, but {last} were written"
    if AuditEntry.objects.filter(sequence__gt=_head()[0]).exists():
        yield "audit entries stand beyond the end of the log"


def _head() -> tuple[int, str]:
    head = AuditHead.objects.filter(pk=_HEAD).first()
    return (head.sequence, head.hash) if head else (0, GENESIS)
