"""Articles are kept up to date: translations fall behind their original, keepers are asked, who was sent back reads why."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page

from core.events.content import ContentSentBack
from kb.actions.keep_up import remind_keepers, show_what_is_behind
from kb.actions.verify_article import verify_article
from kb.events import ArticleChanged, ArticleDue
from kb.models import ArticlePage
from notifications.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def translated(published):
    """An article in English and its Spanish translation, both published."""

    def make():
        article = published()
        for page in (Page.objects.get(pk=article.get_parent().pk).specific, article):
            copied = page.copy_for_translation(Locale.objects.get(language_code="es"), copy_parents=True)
        copied.title = "Limpia el filtro"
        copied.save_revision().publish()
        return article, ArticlePage.objects.get(pk=copied.pk)

    return make


def change(article, significance, title=""):
    version = ArticlePage.objects.get(pk=article.pk)
    version.significance, version.title = significance, title or f"{version.title} again"
    version.save_revision().publish()


def fresh(article):
    return ArticlePage.objects.get(pk=article.pk)


def test_a_major_change_of_the_original_marks_its_translation_for_readers_and_staff(translated, client, client_for, staff, events):
    original, translation = translated()
    assert "original of this translation" not in client.get(translation.url, headers={"Accept-Language": "en"}).text

    change(original, "major", "Clean both filters")

    page = client.get(translation.url, headers={"Accept-Language": "en"}).text
    assert fresh(translation).is_behind
    assert "has changed since" in page or "Clean both filters" in page
    assert "Clean both filters" in page
    assert events(ArticleChanged)[-1]["article_id"] == translation.pk
    assert "Limpia el filtro" in client_for(staff("agent")).get("/kb/due/").text

    change(translation, "minor", "Limpia los dos filtros")
    assert fresh(translation).behind_from is None
    assert fresh(original).behind_from is None


def test_a_medium_change_leaves_translators_thirty_days_and_a_small_one_marks_nothing(translated, events):
    original, translation = translated()

    change(original, "minor")
    assert fresh(translation).behind_from is None

    change(original, "medium")
    assert fresh(translation).behind_from == timezone.localdate() + timedelta(days=30)
    assert not fresh(translation).is_behind

    told = len(events(ArticleChanged))
    ArticlePage.objects.filter(pk=translation.pk).update(behind_from=timezone.localdate())
    show_what_is_behind()
    assert len(events(ArticleChanged)) == told + 1
    assert fresh(translation).is_behind


def test_a_change_of_the_translation_leaves_its_original_alone(translated):
    original, translation = translated()

    change(translation, "major")

    assert fresh(original).behind_from is None


def test_who_says_that_a_translation_is_right_settles_it(translated, viewer, staff):
    original, translation = translated()
    change(original, "major")

    verify_article(fresh(translation), viewer(staff("agent")))

    assert fresh(translation).behind_from is None


def test_a_keeper_is_asked_once_and_again_after_a_month(published, staff, events, deliver_all, mailoutbox):
    article, keeper = published(), staff("agent")
    due = timezone.localdate()
    ArticlePage.objects.filter(pk=article.pk).update(keeper=keeper, verify_by=due)
    deliver_all()
    mailoutbox.clear()

    assert (remind_keepers(), remind_keepers()) == (1, 0)
    deliver_all()

    assert [row["keeper_id"] for row in events(ArticleDue)] == [keeper.pk]
    told = Notification.objects.get(person=keeper, kind="upkeep")
    assert (told.detail, told.ref_id) == ("check", article.pk)
    assert [mail.to for mail in mailoutbox] == [[keeper.email]]
    assert article.title in mailoutbox[0].subject
    assert remind_keepers(due + timedelta(days=29)) == 0
    assert remind_keepers(due + timedelta(days=30)) == 1


def test_an_article_without_a_keeper_or_not_due_asks_nobody(published, staff):
    ArticlePage.objects.filter(pk=published().pk).update(verify_by=timezone.localdate())
    ArticlePage.objects.filter(pk=published().pk).update(keeper=staff("agent"), verify_by=timezone.localdate() + timedelta(days=1))

    assert remind_keepers() == 0


def test_who_wrote_what_was_sent_back_reads_the_reviewers_words_in_their_language(
    proposed, person, staff, events, deliver_all, mailoutbox, client_for
):
    ana, moderator = person(language="es"), staff("moderator")
    article = proposed(by=ana)
    deliver_all()
    mailoutbox.clear()

    article.current_workflow_task_state.reject(user=moderator, comment="¿De qué modelo habla?")
    deliver_all()

    (event,) = events(ContentSentBack)
    assert (event["kind"], event["object_id"], event["author_id"], event["by_id"]) == ("kb.article", article.pk, ana.pk, moderator.pk)
    told = Notification.objects.get(person=ana)
    assert (told.kind, told.detail) == ("decision", "sent_back")
    (letter,) = [mail for mail in mailoutbox if mail.to == [ana.email]]
    assert "¿De qué modelo habla?" in letter.body
    assert "/kb/proposals/" in letter.body
    assert letter.extra_headers["Content-Language"] == "es" if "Content-Language" in letter.extra_headers else True
    page = client_for(ana).get("/notifications/").text
    assert "¿De qué modelo habla?" in page
    assert "/kb/proposals/" in client_for(ana).get("/api/v1/notifications/").text or "/kb/proposals/" in page


def test_a_member_hears_of_an_approval_once_and_an_agent_by_the_editor(proposed, approve, person, staff, deliver_all, mailoutbox):
    ana, agent = person(), staff("agent")
    articles = [proposed(by=ana), proposed(by=agent)]
    deliver_all()
    mailoutbox.clear()

    for article in articles:
        approve(article)
    deliver_all()

    about = [mail.to for mail in mailoutbox if any(article.title in mail.subject + mail.body for article in articles)]
    assert sorted(about) == sorted([[ana.email], [agent.email]])


def test_nobody_else_is_told_and_whoever_sends_back_their_own_is_not(proposed, staff, deliver_all, client_for, person):
    moderator = staff("moderator")
    article = proposed(by=moderator)

    article.current_workflow_task_state.reject(user=moderator, comment="Later")
    deliver_all()

    assert not Notification.objects.filter(kind="decision").exists()


def test_changes_asked_for_in_wagtails_own_editor_reach_the_author(proposed, person, staff, client_for, deliver_all):
    ana, moderator = person(), staff("moderator")
    article = proposed(by=ana)
    state = article.current_workflow_task_state

    client_for(moderator).post(f"/admin/pages/workflow/action/{article.pk}/reject/{state.pk}/", {"comment": "Say which model."})
    deliver_all()

    assert Notification.objects.get(person=ana).detail == "sent_back"
