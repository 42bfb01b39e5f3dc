import pytest
from django.core.exceptions import PermissionDenied

from qa.actions.close import close, reopen
from qa.events import QuestionClosed, QuestionReopened

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(viewer, person):
    return viewer(person(), is_staff=True)


def test_closing_and_opening_again(answer, staff, events):
    closed = close(answer.question, staff, "Sold out product")
    assert (closed.state, closed.closed_reason) == ("closed", "Sold out product")

    opened = reopen(closed, staff)
    assert (opened.state, opened.closed_reason) == ("answered", "")
    assert len(events(QuestionClosed)) == len(events(QuestionReopened)) == 1


def test_a_duplicate_leads_to_the_original_of_its_original(ask, staff):
    first, second, third = ask(), ask(), ask()
    close(second, staff, "Asked before", duplicate_of=first)
    second.refresh_from_db()

    assert close(third, staff, "Asked before", duplicate_of=second).duplicate_of == first


def test_a_question_is_not_its_own_duplicate(question, staff):
    with pytest.raises(ValueError, match="own duplicate"):
        close(question, staff, "", duplicate_of=question)


def test_members_do_not_close(question, viewer, person):
    with pytest.raises(PermissionDenied):
        close(question, viewer(person(), trust=3), "No")
