"""What a person's open pages hear: that something is new, as one line with the count, or that something was read elsewhere."""

from typing import Any

import structlog

from accounts.models import User
from accounts.viewer import viewer_of
from core.ports.subjects import Ref
from core.viewer import Viewer
from notifications.actions.read import mark_thread_read
from notifications.models import Notification
from notifications.selectors import rows_of, unread_count

log = structlog.get_logger(__name__)


def thread_opened(viewer: Viewer, ref: Ref) -> None:
    """A page that can't note this is shown all the same."""
    try:
        if viewer.user_id is not None:
            mark_thread_read(viewer.user_id, ref)
    except Exception:
        log.exception("notifications of an opened thread not marked", person=viewer.user_id)


def present(person_id: int) -> User | None:
    """The person as they are now; None once they may not sign in."""
    return User.objects.filter(pk=person_id, is_active=True).first()


def said_to(person: User, message: dict[str, Any]) -> dict[str, Any]:
    """What a page is told: ``{"unread": n}``, and ``{"text", "url"}`` of what is new, if the person may still see it."""
    said: dict[str, Any] = {"unread": unread_count(person.pk)}
    if new := message.get("notification"):
        told = Notification.objects.filter(pk=new, person=person, in_app=True, withdrawn=False, read_at=None)
        for row in rows_of(told, viewer_of(person)):
            said |= {"text": f"{row.sentence}: {row.title}", "url": row.open_url}
    return said
