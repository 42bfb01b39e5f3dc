"""Follow a question, and stop following it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.events import record
from core.viewer import Viewer
from qa.events import QuestionFollowed, QuestionUnfollowed
from qa.models import Follow, Question
from qa.permissions import may_see


@transaction.atomic
def follow(question: Question, by: Viewer) -> None:
    """From now on ``by`` hears of answers. Following twice is following once.

    Raises:
        PermissionDenied: a guest, or somebody who may not see the question.
    """
    if by.user_id is None or not may_see(by, question):
        raise PermissionDenied(_("Sign in to follow a question."))
    start_following(question, by.user_id)


@transaction.atomic
def unfollow(question: Question, by: Viewer) -> None:
    if by.user_id is None:
        return
    gone, _rows = Follow.objects.filter(question=question, person_id=by.user_id).delete()
    if gone:
        Question.objects.filter(pk=question.pk, follower_count__gt=0).update(follower_count=F("follower_count") - 1)
        record(QuestionUnfollowed(question.pk, by.user_id))


def start_following(question: Question, person_id: int) -> None:
    """For actions that imply following, in their transaction."""
    _follow, new = Follow.objects.get_or_create(question=question, person_id=person_id)
    if new:
        Question.objects.filter(pk=question.pk).update(follower_count=F("follower_count") + 1)
        record(QuestionFollowed(question.pk, person_id))
