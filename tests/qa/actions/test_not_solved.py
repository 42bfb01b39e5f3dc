import pytest
from django.core.exceptions import PermissionDenied

from qa.actions.accept_answer import accept_answer
from qa.actions.not_solved import not_solved
from qa.events import AcceptanceWithdrawn, NotSolved
from qa.models import Question

pytestmark = pytest.mark.django_db


def test_the_asker_takes_acceptance_back_and_is_heard(answer, viewer, asker, events):
    accept_answer(answer, viewer(asker))

    question = not_solved(answer.question, viewer(asker))

    assert (question.state, question.accepted) == ("answered", None)
    assert Question.objects.get(pk=question.pk).unsolved_at
    assert len(events(AcceptanceWithdrawn)) == len(events(NotSolved)) == 1


def test_nobody_else_says_so(question, viewer, person):
    with pytest.raises(PermissionDenied):
        not_solved(question, viewer(person(), is_staff=True))
