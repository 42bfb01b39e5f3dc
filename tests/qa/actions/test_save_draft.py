import pytest

from qa.actions.save_draft import discard_draft, save_draft
from qa.models import Draft

pytestmark = pytest.mark.django_db


def test_one_draft_for_asking_and_one_for_each_question(question, viewer, person):
    by = viewer(person())

    save_draft(by, title="One")
    save_draft(by, title="Two")
    save_draft(by, question, body="An answer")
    assert sorted(Draft.objects.values_list("title", "body")) == [("", "An answer"), ("Two", "")]

    save_draft(by, title="  ")
    discard_draft(by, question)
    assert not Draft.objects.exists()


@pytest.mark.postgres
def test_what_no_database_takes_is_left_out(viewer, person):
    assert save_draft(viewer(person()), title="O\x00ne", body="a\x00b", tags="\x00").body == "ab"
