import pytest
from django.core.exceptions import PermissionDenied

from core.events.content import VoteCast
from core.viewer import GUEST
from qa.actions.hide import hide
from qa.actions.vote import vote
from qa.models import Vote

pytestmark = pytest.mark.django_db


def test_one_vote_a_person_that_may_change_and_go(answer, viewer, person, events):
    by = viewer(person())

    scores = [vote(answer, by, value) for value in (1, 1, -1, 0)]

    assert scores == [1, 1, -1, 0]
    assert [(cast["before"], cast["value"]) for cast in events(VoteCast)] == [(0, 1), (1, -1), (-1, 0)]
    assert Vote.objects.count() == 1


def test_votes_of_several_people_add_up(question, viewer, person):
    assert [vote(question, viewer(person()), value) for value in (1, 1, -1)] == [1, 2, 1]


def test_a_vote_on_a_question_makes_its_document_newer(question, viewer, person):
    before = question.revision

    vote(question, viewer(person()), 1)

    assert question.revision > before


def test_not_on_ones_own_nor_as_a_guest_nor_on_what_is_hidden(answer, viewer, person):
    hide("qa.answer", answer.pk, viewer(person(), is_staff=True))
    hidden = type(answer).objects.select_related("question").get(pk=answer.pk)

    for post, by in ((answer, viewer(answer.author)), (answer, GUEST), (hidden, viewer(person()))):
        with pytest.raises(PermissionDenied):
            vote(post, by, 1)


def test_other_values_are_no_votes(answer, viewer, person):
    with pytest.raises(ValueError, match="2"):
        vote(answer, viewer(person()), 2)
