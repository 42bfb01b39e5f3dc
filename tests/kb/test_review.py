"""From draft over review to published: who may do what, what becomes of it, and who is named."""

import pytest
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, Workflow

from accounts.actions.give_role import give_role, take_role
from config.tree import plant
from core.events.content import ContentEdited, ContentHidden, ContentPublished, ContentRestored
from kb.actions.propose_edit import BeingEdited, propose_edit
from kb.events import ArticleChanged, ArticlePublished, ArticleUnpublished, ContributionCredited
from kb.models import ArticlePage, TopicPage
from kb.periodic import publish_what_is_scheduled, tell_what_was_not_told

pytestmark = pytest.mark.django_db


def credited(article):
    return sorted(article.contributions.filter(credited_at__isnull=False).values_list("person_id", "role", "version"))


def permission(person, page):
    return Page.objects.get(pk=page.pk).permissions_for_user(type(person).objects.get(pk=person.pk))


def test_rights_and_workflow_are_planted_once(topic):
    rights, workflows = GroupPagePermission.objects.count(), Workflow.objects.count()

    plant()

    assert (GroupPagePermission.objects.count(), Workflow.objects.count()) == (rights, workflows)
    assert topic.get_workflow() is not None


def test_what_managers_changed_stays_so(home):
    GroupPagePermission.objects.filter(group__name="agent", permission__codename="add_page").delete()

    plant()

    assert not GroupPagePermission.objects.filter(group__name="agent", permission__codename="add_page").exists()


@pytest.mark.parametrize(
    ("role", "edits", "publishes"), [("agent", True, False), ("moderator", True, True), ("manager", True, True), ("admin", True, True)]
)
def test_a_role_has_its_rights_as_long_as_it_lasts(role, edits, publishes, topic, person, client_for):
    somebody = person()
    assert client_for(somebody).get("/admin/").status_code == 403

    give_role(somebody, role)
    may = permission(somebody, topic)
    assert (may.can_edit(), may.can_add_subpage(), may.can_publish()) == (edits, edits, publishes)
    assert client_for(somebody).get("/admin/").status_code == 200

    take_role(somebody, role)
    may = permission(somebody, topic)
    assert (may.can_edit(), may.can_publish()) == (False, False)
    assert client_for(somebody).get("/admin/").status_code == 403


def test_a_members_article_waits_and_is_published_with_names(proposed, approve, person, staff, events, client):
    ana, mod = person(), staff("moderator")
    article = proposed(by=ana)
    assert client.get(article.url).status_code == 404
    assert not events(ArticlePublished)

    article = approve(article, by=mod)

    assert client.get(article.url).status_code == 200
    assert credited(article) == [(ana.pk, "author", 1), (mod.pk, "reviewer", 1)]
    assert events(ArticlePublished) == [{"article_id": article.pk, "by_id": mod.pk, "first": True}]
    assert events(ContentPublished)[-1] == {"kind": "kb.article", "object_id": article.pk, "author_id": ana.pk}
    assert {event["role"] for event in events(ContributionCredited)} == {"author", "reviewer"}
    page = client.get(article.url).content.decode()
    assert ana.name in page
    assert mod.name in page


def test_live_and_draft_stand_side_by_side(published, person, viewer, approve, staff, client, client_for, events):
    article, ben = published(), person()

    propose_edit(article, viewer(ben), title=article.title, summary="", text="## Now\n\nTurn it to the right.", note="The other way")

    assert "to the left" in client.get(article.url).content.decode()
    history = client_for(staff("agent")).get(f"/kb/articles/{article.pk}/history/").content.decode()
    assert "<ins>" in history
    assert "<ins>" not in client.get(f"/kb/articles/{article.pk}/history/").content.decode()
    article = approve(article)
    page = client.get(article.url).content.decode()
    assert "to the right" in page
    assert "The other way" in page
    assert article.version == 2
    assert (ben.pk, "editor", 2) in credited(article)
    assert events(ContentEdited)[-1]["object_id"] == article.pk
    assert [event["first"] for event in events(ArticlePublished)] == [True, False]


def test_only_one_change_waits_at_a_time(published, person, viewer):
    article = published()
    change = {"title": article.title, "summary": "", "note": "x"}
    propose_edit(article, viewer(person()), text="One.", **change)

    with pytest.raises(BeingEdited):
        propose_edit(ArticlePage.objects.get(pk=article.pk), viewer(person()), text="Two.", **change)


def test_what_was_sent_back_says_why(proposed, person, staff, client_for):
    ana = person()
    article = proposed(by=ana)

    article.current_workflow_task_state.reject(user=staff("moderator"), comment="Which model is it for?")

    page = client_for(ana).get("/kb/proposals/").content.decode()
    assert "Which model is it for?" in page
    assert not credited(article)


def test_an_agent_writes_and_somebody_else_publishes(topic, staff, client_for):
    agent, moderator = staff("agent"), staff("moderator")
    form = {
        "title": "How to read the code E04",
        "slug": "e04",
        "summary": "",
        "tags": "",
        "significance": "minor",
        "change_note": "",
        "genre": "fix",
        "keeper": "",
        "audience": "public",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "markdown",
        "body-0-id": "",
        "body-0-value": "The pump could not empty the drum.",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    address = f"/admin/pages/add/kb/articlepage/{topic.pk}/"

    client_for(agent).post(address, form | {"action-publish": "1"})
    article = ArticlePage.objects.get(slug="e04")
    assert not article.live
    client_for(agent).post(f"/admin/pages/{article.pk}/edit/", form | {"action-submit": "1"})
    state = ArticlePage.objects.get(pk=article.pk).current_workflow_task_state
    approve = f"/admin/pages/workflow/action/{article.pk}/approve/{state.pk}/"
    client_for(agent).post(approve)
    assert not ArticlePage.objects.get(pk=article.pk).live
    client_for(moderator).post(approve)

    article = ArticlePage.objects.get(pk=article.pk)
    assert article.live
    assert "could not empty" in article.body_html
    assert credited(article) == sorted([(agent.pk, "author", 1), (moderator.pk, "reviewer", 1)])


def test_every_page_of_the_editor_opens(published, proposed, staff, client_for, topic):
    article = published()
    proposed()
    browser = client_for(staff("manager"))

    for address in (
        "/admin/",
        f"/admin/pages/{topic.pk}/",
        f"/admin/pages/{article.pk}/edit/",
        f"/admin/pages/{article.pk}/history/",
        f"/admin/pages/add/kb/articlepage/{topic.pk}/",
        f"/admin/pages/add/kb/topicpage/{topic.pk}/",
        "/admin/images/",
        "/admin/documents/",
        "/admin/reports/workflow/",
        "/admin/workflows/list/",
    ):
        assert browser.get(address).status_code == 200, address


def test_the_preview_of_a_new_article_shows_what_is_typed(topic, staff, client_for):
    browser = client_for(staff("agent"))
    address = f"/admin/pages/add/kb/articlepage/{topic.pk}/preview/"
    form = {
        "title": "New",
        "slug": "new",
        "genre": "fix",
        "significance": "minor",
        "audience": "public",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "markdown",
        "body-0-id": "",
        "body-0-value": "Typed just now.<script>alert(1)</script>",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    assert browser.post(address, form).json()["is_valid"]

    page = browser.get(address).content.decode()

    assert "Typed just now." in page
    assert "<script>alert" not in page


def test_unpublishing_hiding_and_deleting_are_told(published, viewer, staff, events, client, deliver_all):
    from core.content import content

    article, moderator = published(), viewer(staff("moderator"))

    content["kb.article"].hide(article.pk, moderator, "spam")
    assert client.get(article.url).status_code == 410
    content["kb.article"].restore(article.pk, moderator)
    assert client.get(article.url).status_code == 200
    assert ArticlePage.objects.get(pk=article.pk).version == 1
    ArticlePage.objects.get(pk=article.pk).unpublish()
    assert client.get(article.url).status_code == 410
    ArticlePage.objects.get(pk=article.pk).delete()
    assert client.get(article.url).status_code in (404, 410)

    told = {"kind": "kb.article", "object_id": article.pk, "by_id": moderator.user_id}
    assert events(ContentHidden) == [told]
    assert events(ContentRestored) == [told]
    assert len(events(ArticleUnpublished)) == 2


def test_moving_and_renaming_are_told_and_the_address_follows(published, topic_in, home, client, events):
    article = published()
    other = topic_in(home)

    Page.objects.get(pk=article.pk).specific.move(other, pos="last-child")

    assert events(ArticleChanged)[-1]["article_id"] == article.pk
    assert client.get(ArticlePage.objects.get(pk=article.pk).url).status_code == 200
    assert client.get(f"/kb/articles/{article.pk}/").status_code == 301


def test_what_is_published_by_the_clock_is_told_once(proposed, events):
    article = proposed()
    article.go_live_at = timezone.now() + timezone.timedelta(hours=1)
    article.save_revision().publish()
    assert not events(ArticlePublished)
    revision = ArticlePage.objects.get(pk=article.pk).latest_revision
    revision.content["go_live_at"], revision.approved_go_live_at = None, timezone.now()
    revision.save()

    publish_what_is_scheduled()
    tell_what_was_not_told()

    assert len(events(ArticlePublished)) == 1


def test_what_wagtail_did_while_nobody_heard_is_told_by_night(published, events, monkeypatch):
    from kb import adapters

    article = published()
    with monkeypatch.context() as deaf:
        deaf.setattr(adapters, "announce_published", lambda *_: None)
        deaf.setattr(adapters, "announce_unpublished", lambda *_: None)
        article.title = "Renamed in silence"
        article.save_revision().publish()
    assert ArticlePage.objects.get(pk=article.pk).version == 1

    tell_what_was_not_told()
    assert ArticlePage.objects.get(pk=article.pk).version == 2
    with monkeypatch.context() as deaf:
        deaf.setattr(adapters, "announce_unpublished", lambda *_: None)
        ArticlePage.objects.get(pk=article.pk).unpublish()
    tell_what_was_not_told()
    tell_what_was_not_told()

    assert len(events(ArticlePublished)) == 2
    assert len(events(ArticleUnpublished)) == 1


def test_an_older_version_brought_back_counts_as_a_new_one(published, viewer, person):
    article = published()
    first = article.live_revision
    article.title = "Another title for the same thing"
    article.save_revision().publish()

    first.as_object().save_revision(previous_revision=first).publish()

    article = ArticlePage.objects.get(pk=article.pk)
    assert article.version == 3
    assert article.title != "Another title for the same thing"


def test_a_translation_credits_its_translator(published, person, home):
    from wagtail.models import Locale

    article, ines = published(), person()
    pages = [Page.objects.get(pk=article.get_parent().pk).specific, article]
    for page in pages:
        copied = page.copy_for_translation(Locale.objects.get(language_code="es"), copy_parents=True)
    copied.title = "Limpia el filtro"
    copied.save_revision(user=ines).publish()

    assert credited(ArticlePage.objects.get(pk=copied.pk)) == [(ines.pk, "translator", 1)]
    assert TopicPage.objects.filter(locale__language_code="es").exists()
