"""The asker says that it isn't solved. (The inverse is accepting an answer.)"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.events import record
from core.viewer import Viewer
from qa.actions.accept_answer import take_back
from qa.actions.publish import locked_question
from qa.events import NotSolved
from qa.models import Question
from qa.permissions import may_say_not_solved


@transaction.atomic
def not_solved(question: Question, by: Viewer) -> Question:
    """An acceptance is withdrawn, and those who listen (the case desk) hear that the asker still needs help.

    Nobody asks them again whether one of the answers so far solved it.

    Raises:
        PermissionDenied: ``by`` isn't the asker, or the question is closed.
    """
    current = locked_question(question.pk)
    if not may_say_not_solved(by, current):
        raise PermissionDenied(_("Only the person who asked says so."))
    take_back(current, by)
    Question.objects.filter(pk=current.pk).update(unsolved_at=timezone.now())
    record(NotSolved(current.pk, current.author_id))
    return current
