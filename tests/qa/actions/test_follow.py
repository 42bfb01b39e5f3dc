import pytest
from django.core.exceptions import PermissionDenied

from core.viewer import GUEST
from qa.actions.follow import follow, unfollow
from qa.events import QuestionFollowed
from qa.models import Question

pytestmark = pytest.mark.django_db


def test_following_twice_is_following_once_and_ends(question, viewer, person, events):
    by = viewer(person())

    follow(question, by)
    follow(question, by)
    assert Question.objects.get(pk=question.pk).follower_count == 2  # the asker follows, too

    unfollow(question, by)
    unfollow(question, by)
    assert Question.objects.get(pk=question.pk).follower_count == 1
    assert len(events(QuestionFollowed)) == 2


def test_guests_do_not_follow(question):
    with pytest.raises(PermissionDenied):
        follow(question, GUEST)
