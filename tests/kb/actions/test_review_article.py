"""Who decides in the community's own pages, and that nobody decides on what they didn't read."""

import pytest

from accounts.viewer import viewer_of
from kb.actions.propose_edit import propose_edit
from kb.models import ArticlePage

pytestmark = pytest.mark.django_db


def decide(browser, article, **said):
    revision = ArticlePage.objects.get(pk=article.pk).latest_revision_id
    return browser.post(f"/kb/articles/{article.pk}/review/", {"revision": revision, "decision": "publish"} | said)


def test_a_moderator_reads_and_publishes(proposed, staff, client_for, client):
    article, browser = proposed(title="How to clean the door seal"), client_for(staff("moderator"))
    page = browser.get("/kb/reviews/").content.decode()
    assert "How to clean the door seal" in page
    assert "Turn the filter to the left." in page

    decide(browser, article)

    assert client.get(article.url).status_code == 200
    assert "How to clean the door seal" not in browser.get("/kb/reviews/").content.decode().partition("<main")[2]


def test_sending_back_needs_a_reason_that_the_author_reads(proposed, person, staff, client_for):
    ana = person()
    article, browser = proposed(by=ana), client_for(staff("moderator"))

    decide(browser, article, decision="back")
    assert ArticlePage.objects.get(pk=article.pk).current_workflow_task_state.status == "in_progress"
    decide(browser, article, decision="back", reason="Which model?")

    assert "Which model?" in client_for(ana).get("/kb/proposals/").content.decode()


def test_experts_decide_on_their_own_tags_and_never_on_their_own_text(proposed, person, client_for):
    expert = person(expert=("Filter",))
    browser = client_for(expert)
    about, other, own = proposed(tags=["filter"]), proposed(tags=["drum"]), proposed(by=expert, tags=["filter"])

    page = browser.get("/kb/reviews/").content.decode()

    assert [article.title in page for article in (about, other, own)] == [True, False, False]
    assert [decide(browser, article).status_code for article in (about, other, own)] == [302, 404, 404]
    assert [ArticlePage.objects.get(pk=article.pk).live for article in (about, other, own)] == [True, False, False]
    assert about.contributions.filter(person=expert, role="reviewer").exists()


def test_others_know_of_no_queue(proposed, person, staff, client, client_for):
    article = proposed()

    for browser in (client, client_for(person()), client_for(staff("agent"))):
        assert browser.get("/kb/reviews/").status_code == 404
        assert decide(browser, article).status_code == 404
    assert not ArticlePage.objects.get(pk=article.pk).live


def test_what_changed_since_it_was_read_is_not_published(published, person, staff, client_for, viewer):
    article, browser = published(), client_for(staff("moderator"))
    read = article.latest_revision_id
    propose_edit(article, viewer_of(person()), title=article.title, summary="", text="Spam.", note="x")

    response = browser.post(f"/kb/articles/{article.pk}/review/", {"revision": read, "decision": "publish"}, follow=True)

    assert "decided or changed in the meantime" in response.content.decode()
    assert ArticlePage.objects.get(pk=article.pk).version == 1
