"""Mark notifications as read."""

from collections.abc import Collection

from django.utils import timezone

from core import live
from core.ports.subjects import Ref
from notifications.actions.notify import group_of
from notifications.models import UNREAD, Notification


def mark_read(person_id: int, ids: Collection[int]) -> int:
    """Those of ``ids`` that are this person's; returns how many were unread."""
    return _mark(Notification.objects.filter(UNREAD, person=person_id, pk__in=ids), person_id)


def mark_all_read(person_id: int) -> int:
    return _mark(Notification.objects.filter(UNREAD, person=person_id), person_id)


def mark_thread_read(person_id: int, thread: Ref) -> int:
    """Whoever opens a thread has read what was said of it. A read when there is nothing: no page takes a lock for it."""
    unread = Notification.objects.filter(UNREAD, person=person_id, thread_kind=thread[0], thread_id=thread[1])
    return _mark(unread, person_id) if unread.exists() else 0


def _mark(unread, person_id: int) -> int:
    marked = unread.update(read_at=timezone.now())
    if marked:
        live.push(group_of(person_id), {"read": marked})  # other pages of this person count anew
    return marked
