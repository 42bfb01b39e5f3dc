"""Vote on a question or an answer, change the vote, take it back."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.viewer import Viewer
from core.votes import cast
from qa.models import ANSWER, QUESTION, Answer, Question, Vote
from qa.permissions import may_vote


def vote(on: Question | Answer, by: Viewer, value: int) -> int:
    """Make ``by``'s one vote ``value`` (1, -1, or 0 to take it back) and return the new score. The same vote again changes nothing.

    Raises:
        PermissionDenied: one's own content, content that isn't public, or somebody who may not post.
        ValueError: another value.
    """
    if value not in (-1, 0, 1):
        raise ValueError(value)
    if by.user_id is None or not may_vote(by, on):
        raise PermissionDenied(_("You can't vote on this."))
    kind = QUESTION if isinstance(on, Question) else ANSWER
    return cast(Vote, kind, on, author_id=on.author_id, voter_id=by.user_id, value=value)
