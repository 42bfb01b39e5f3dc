"""Who may flag, see the desk, and decide."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.viewer import Viewer


def may_flag(viewer: Viewer, author_id: int | None) -> bool:
    """Members with a voice, but not their own texts."""
    return viewer.may_post and viewer.user_id != author_id


def may_moderate(viewer: Viewer) -> bool:
    return viewer.is_moderator


def may_decide(viewer: Viewer, author_id: int | None) -> bool:
    """Nobody judges their own text."""
    return viewer.is_moderator and viewer.user_id != author_id


def check_moderates(viewer: Viewer) -> int:
    """The moderator's id.

    Raises:
        PermissionDenied: ``viewer`` is no moderator.
    """
    if viewer.user_id is None or not may_moderate(viewer):
        raise PermissionDenied(_("The desk is for moderators."))
    return viewer.user_id


def check_decides(viewer: Viewer, author_id: int | None) -> int:
    """The moderator's id.

    Raises:
        PermissionDenied: ``viewer`` is no moderator, or wrote the text.
    """
    moderator_id = check_moderates(viewer)
    if not may_decide(viewer, author_id):
        raise PermissionDenied(_("Somebody else decides on your own texts."))
    return moderator_id
