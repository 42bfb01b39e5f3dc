"""Wagtail's page editor under a slow browser or an impatient hand: never an error of ours, and no text is lost."""

import pytest
from django.contrib.messages import get_messages
from django.db.models.signals import post_save
from wagtail.models import Page, Revision, WorkflowState
from wagtail.test.utils.form_data import nested_form_data, streamfield

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(topic, staff, viewer):
    from kb.models import ArticlePage

    page = ArticlePage(title="Clean the filter", locale_id=topic.locale_id, live=False)
    topic.add_child(instance=page)
    page.save_revision()
    return page


def sent(page, **more):
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "audience": page.audience,
            "genre": page.genre,
            "significance": "minor",
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
            **more,
        }
    )


def address(page):
    return f"/admin/pages/{page.pk}/edit/"


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_form_sent_before_its_blocks_were_drawn_is_sent_back_with_a_reason(draft, staff, client_for):
    before = draft.revisions.count()

    response = client_for(staff("moderator")).post(address(draft), sent(draft) | {"action-submit": "1"})

    assert (response.status_code, response["Location"]) == (302, address(draft))
    assert len(said(response)) == 1
    assert draft.revisions.count() == before


def test_the_editors_own_saving_is_told_so_in_its_own_way(draft, staff, client_for):
    response = client_for(staff("moderator")).post(address(draft), sent(draft), headers={"Accept": "application/json"})

    assert response.status_code == 400
    assert response.json()["success"] is False


def test_the_second_of_two_submissions_at_once_finds_the_review_begun(draft, staff, client_for):
    moderator = staff("moderator")

    def the_other_press(sender, instance, created, **_):
        post_save.disconnect(the_other_press, sender=Revision)
        page = Page.objects.get(pk=draft.pk).specific
        page.get_workflow().start(page, moderator)

    post_save.connect(the_other_press, sender=Revision)
    filled = sent(draft, body=streamfield([]), change_note="", summary="")
    response = client_for(moderator).post(address(draft), filled | {"action-submit": "1"})
    post_save.disconnect(the_other_press, sender=Revision)

    assert (response.status_code, response["Location"]) == (302, address(draft))
    assert len(said(response)) == 1
    assert WorkflowState.objects.filter(object_id=str(draft.pk)).count() == 1
