"""What a forum adds to the way in: it may hold what it has not approved. And the room's guard against sending one form twice."""

from functools import partial

from django.core.exceptions import PermissionDenied

from core import writing
from core.text import Rendered
from core.viewer import Viewer
from core.writing import Admitted
from core.written import Visibility
from forums.models import Submission
from forums.permissions import UNAPPROVED, Rights

sent_before = partial(writing.sent_before, Submission)
write_once = partial(writing.write_once, Submission)


def admit(
    kind: str,
    rendered: Rendered,
    by: Viewer,
    rights: Rights,
    forum_id: int,
    *,
    lang: str,
    title: str = "",
    object_id: int | None = None,
) -> Admitted:
    """What admission says, and then the forum; raises as `core.writing.admit`."""
    verdict = writing.admit(kind, rendered, by, lang=lang, title=title, object_id=object_id)
    if verdict.held or rights.may(UNAPPROVED, forum_id):
        return verdict
    return Admitted(Visibility.PENDING, (*verdict.reasons, "forum_approval"))


def author_of(by: Viewer, allowed: bool, refusal: str) -> int:
    """The person who writes.

    Raises:
        PermissionDenied: nobody, or somebody who may not.
    """
    if by.user_id is None or not allowed:
        raise PermissionDenied(refusal)
    return by.user_id
