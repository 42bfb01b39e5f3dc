import pytest
from django.core.exceptions import PermissionDenied

from qa.actions.needs_info import has_info, needs_info
from qa.events import InfoNeeded
from qa.models import Comment, Question

pytestmark = pytest.mark.django_db


def test_the_asker_is_asked_once_and_their_comment_lifts_it(question, viewer, person, asker, comment_on, events):
    by = viewer(person(), roles={"expert", "member"})

    needs_info(question, by, "Which model?")
    needs_info(question, by)
    assert Question.objects.get(pk=question.pk).state == "needs_info"
    assert Comment.objects.get().body_source == "Which model?"
    assert len(events(InfoNeeded)) == 1

    comment_on(question, by=asker, body="A Brisa 9")
    assert Question.objects.get(pk=question.pk).state == "open"


def test_it_can_be_lifted_by_hand(question, viewer, person):
    by = viewer(person(), is_staff=True)
    needs_info(question, by)

    assert has_info(question, by).state == "open"


def test_newcomers_and_the_asker_may_not(question, viewer, person, asker):
    for by in (viewer(person()), viewer(asker, is_staff=True)):
        with pytest.raises(PermissionDenied):
            needs_info(question, by)
