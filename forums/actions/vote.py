"""Say that a topic or a post helps, and take that back."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.viewer import Viewer
from core.votes import cast
from forums.models import POST, TOPIC, Post, Topic, Vote
from forums.permissions import may_vote, rights_of


def vote(on: Topic | Post, by: Viewer, value: int) -> int:
    """Make ``by``'s one vote ``value`` (1, or 0 to take it back) and return the new score. The same vote again changes nothing.

    Raises:
        PermissionDenied: one's own content, content that isn't public, or somebody who may not post.
        ValueError: another value.
    """
    if value not in (0, 1):
        raise ValueError(value)
    if by.user_id is None or not may_vote(by, rights_of(by), on):
        raise PermissionDenied(_("You can't vote on this."))
    kind = TOPIC if isinstance(on, Topic) else POST
    return cast(Vote, kind, on, author_id=on.poster_id, voter_id=by.user_id, value=value)
