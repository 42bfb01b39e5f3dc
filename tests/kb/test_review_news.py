"""Who hears of reviews: those who may decide when something waits, those who wrote it when it is decided; each once, by the house alone."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Page, WorkflowTask

from core.events.content import ContentSentBack, ReviewAsked, ReviewEnded
from kb.models import ArticlePage
from notifications.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """``told(ana)``: of what she was told, badges apart, oldest first, as (kind, detail)."""

    def of(person):
        rows = Notification.objects.filter(person=person, withdrawn=False).exclude(kind="badge").order_by("pk")
        return list(rows.values_list("kind", "detail"))

    return of


@pytest.fixture
def letters(mailoutbox):
    """``letters(ana)``: what reached her mailbox."""
    return lambda person: [mail for mail in mailoutbox if mail.to == [person.email]]


def fresh(article):
    return ArticlePage.objects.get(pk=article.pk)


def decide(client, article, action, comment=""):
    """In Wagtail's own editor, as its reviewers do."""
    state = fresh(article).current_workflow_task_state
    answer = client.post(f"/admin/pages/workflow/action/{article.pk}/{action}/{state.pk}/", {"comment": comment})
    assert answer.status_code in (200, 302)


def test_whoever_may_approve_is_told_that_something_waits_and_nobody_else(
    proposed, person, staff, deliver_all, told, letters, mailoutbox, events
):
    moderator, manager, agent = staff("moderator"), staff("manager"), staff("agent")
    expert, other_expert = person(expert=["Drum"]), person(expert=["pump"])
    mailoutbox.clear()

    article = proposed(tags=["drum"])
    deliver_all()

    assert [row["object_id"] for row in events(ReviewAsked)] == [article.pk]
    assert [told(one) for one in (moderator, manager, expert)] == [[("review", "")]] * 3
    assert [told(one) for one in (agent, other_expert, article.owner)] == [[], [], []]
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(one.email for one in (moderator, manager, expert))
    assert f"/admin/pages/{article.pk}/edit/" in letters(moderator)[0].body
    assert "/kb/reviews/" in letters(expert)[0].body
    assert article.title in letters(expert)[0].subject


def test_a_reviewer_reads_of_it_in_their_language_on_the_page_too(proposed, person, client_for, deliver_all, letters):
    from accounts.actions.give_role import give_role

    moderator = person(language="es")
    give_role(moderator, "moderator")

    article = proposed()
    deliver_all()

    (letter,) = letters(moderator)
    assert "revis" in letter.body
    assert article.title in client_for(moderator).get("/notifications/").text


def test_whoever_hands_it_over_is_not_asked_to_review_it(proposed, staff, deliver_all, told):
    moderator = staff("moderator")

    proposed(by=moderator)
    deliver_all()

    assert told(moderator) == []


def test_what_is_decided_waits_for_nobody_any_more(proposed, staff, client_for, deliver_all, told):
    article, first, second = proposed(), staff("moderator"), staff("moderator")
    deliver_all()
    assert told(second) == [("review", "")]

    decide(client_for(first), article, "approve")
    deliver_all()

    assert told(first) == told(second) == []


def test_what_was_decided_before_the_mail_went_out_is_not_mailed(proposed, staff, client_for, deliver_all, letters):
    moderator, late = staff("moderator"), staff("moderator")
    article = proposed()

    decide(client_for(moderator), article, "approve")
    deliver_all()

    assert not [mail for mail in letters(late) if article.title in mail.subject]


def test_handed_over_again_after_changes_it_waits_anew(proposed, staff, viewer, client_for, deliver_all, letters):
    ana_article, moderator = proposed(), staff("moderator")
    deliver_all()
    decide(client_for(moderator), ana_article, "reject", "Which model?")
    deliver_all()

    article = fresh(ana_article)
    article.save_revision(user=article.owner)
    article.current_workflow_state.resume(user=article.owner)
    deliver_all()

    assert len([mail for mail in letters(moderator) if ana_article.title in mail.subject]) == 2


@pytest.mark.parametrize("role", ["", "agent"])
def test_who_wrote_what_is_approved_reads_the_reviewers_words_once(
    role, proposed, person, staff, client_for, deliver_all, told, letters, mailoutbox, events
):
    writer, moderator = staff(role) if role else person(), staff("moderator")
    article = proposed(by=writer)
    deliver_all()
    mailoutbox.clear()

    decide(client_for(moderator), article, "approve", "Clear and short. Thank you.")
    deliver_all()

    assert fresh(article).live
    assert [(row["how"], row["by_id"]) for row in events(ReviewEnded)] == [("approved", moderator.pk)]
    assert told(writer) == [("decision", "approved")]
    (letter,) = [mail for mail in mailoutbox if article.title in mail.subject + mail.body]
    assert letter.to == [writer.email]
    assert "Clear and short. Thank you." in letter.body
    page = client_for(writer).get("/notifications/").text
    assert "Clear and short. Thank you." in page


def test_who_publishes_past_the_review_is_told_of_too(proposed, staff, client_for, deliver_all, told, events):
    agent, moderator = staff("agent"), staff("moderator")
    article = proposed(by=agent)

    fresh(article).get_latest_revision().publish(user=moderator)
    deliver_all()

    assert [row["how"] for row in events(ReviewEnded)] == ["published"]
    assert told(agent) == [("decision", "approved")]


def test_an_agents_draft_that_somebody_else_publishes_is_news_to_them(topic, staff, deliver_all, told):
    agent, moderator = staff("agent"), staff("moderator")
    article = ArticlePage(title="Codes", slug="codes", body=[("markdown", "E04")], live=False, owner=agent, locale_id=topic.locale_id)
    topic.add_child(instance=article)
    article.save_revision(user=agent)

    article.save_revision(user=moderator).publish(user=moderator)
    deliver_all()

    assert told(agent) == [("decision", "credited")]
    assert told(moderator) == []


def test_a_review_that_is_called_off_is_told(proposed, person, staff, deliver_all, told):
    ana = person()
    article = proposed(by=ana)

    fresh(article).current_workflow_state.cancel(user=staff("moderator"))
    deliver_all()

    assert told(ana) == [("decision", "called_off")]


def test_the_author_hears_of_it_though_the_reviewer_touched_the_text_up(proposed, person, staff, deliver_all, told):
    ana, moderator = person(), staff("moderator")
    article = proposed(by=ana)
    article.title = "Another title"
    touched_up = article.save_revision(user=moderator)
    state = fresh(article).current_workflow_task_state
    state.revision = touched_up
    state.save()

    state.reject(user=moderator, comment="Now say which model.")
    deliver_all()

    assert told(ana) == [("decision", "sent_back")]


def test_author_and_last_editor_both_hear_of_a_first_version(proposed, person, staff, deliver_all, told, letters):
    ana, agent, moderator = person(), staff("agent"), staff("moderator")
    article = proposed(by=ana)
    fresh(article).current_workflow_state.cancel(user=ana)
    article = fresh(article)
    article.save_revision(user=agent)
    article.get_workflow().start(article, agent)
    deliver_all()

    decide_state = fresh(article).current_workflow_task_state
    decide_state.reject(user=moderator, comment="Which model?")
    deliver_all()

    assert told(ana) == told(agent) == [("decision", "sent_back")]
    assert "/kb/proposals/" in letters(ana)[-1].body
    assert f"/admin/pages/{article.pk}/edit/" in letters(agent)[-1].body


def test_a_page_that_is_no_content_is_told_of_too(home, staff, client_for, deliver_all, told, letters):
    manager, agent = staff("manager"), staff("agent")
    front = Page.objects.get(pk=home.pk).get_parent().specific
    front.save_revision(user=agent)
    front.get_workflow().start(front, agent)
    deliver_all()
    assert told(manager) == [("review", "")]

    front.current_workflow_task_state.reject(user=manager, comment="Too long.")
    deliver_all()

    assert told(agent) == [("decision", "sent_back")]
    assert "Too long." in letters(agent)[-1].body


@pytest.fixture
def two_steps(topic):
    """A moderator's look, then a manager's."""
    last = GroupApprovalTask.objects.create(name="Last look")
    last.groups.set([Group.objects.get(name="manager")])
    WorkflowTask.objects.create(workflow=topic.get_workflow(), task=last, sort_order=1)


@pytest.mark.usefixtures("two_steps")
def test_a_second_step_asks_those_of_the_second_step(proposed, staff, client_for, deliver_all, told, events):
    moderator, manager, ana = staff("moderator"), staff("manager"), staff("agent")
    article = proposed(by=ana)
    deliver_all()

    decide(client_for(moderator), article, "approve")
    deliver_all()

    assert told(moderator) == []
    assert told(manager) == [("review", "")]
    assert not events(ReviewEnded)
    assert told(ana) == []


@pytest.mark.usefixtures("two_steps")
def test_the_words_of_all_steps_reach_who_wrote_it(proposed, person, staff, client_for, deliver_all, letters):
    ana, moderator, manager = person(language="en"), staff("moderator"), staff("manager")
    article = proposed(by=ana)
    decide(client_for(moderator), article, "approve", "Clear <and> short.")
    decide(client_for(manager), article, "reject", "Which model?")
    deliver_all()
    sent_back = letters(ana)[-1]
    assert f"{moderator.name}: Clear <and> short.\n{manager.name}: Which model?" in sent_back.body
    assert f"{moderator.name}: Clear &lt;and&gt; short.<br>{manager.name}: Which model?" in sent_back.alternatives[0][0]
    assert f"{moderator.name}: Clear &lt;and&gt; short." in client_for(ana).get("/kb/proposals/").text

    article = fresh(article)
    article.save_revision(user=ana)
    article.current_workflow_state.resume(user=ana)
    decide(client_for(manager), article, "approve", "Thank you.")
    deliver_all()

    assert "\nThank you.\n" in letters(ana)[-1].body
    assert "Which model?" not in letters(ana)[-1].body


def test_who_switched_reviews_off_by_mail_gets_none(proposed, staff, deliver_all, told, letters):
    from notifications.actions.prefer import prefer

    moderator = staff("moderator")
    prefer(moderator.pk, {("review", "email"): "off"})

    proposed()
    deliver_all()

    assert told(moderator) == [("review", "")]
    assert not letters(moderator)


def test_delivered_twice_it_is_told_once(proposed, person, staff, deliver_all, told, letters, events):
    from notifications.handlers import ask_for_review, tell_of_review

    ana, moderator = person(), staff("moderator")
    article = proposed(by=ana)
    deliver_all()
    ask_for_review(ReviewAsked(**events(ReviewAsked)[0]))
    article.current_workflow_task_state.reject(user=moderator, comment="Why?")
    deliver_all()
    tell_of_review(ContentSentBack(**events(ContentSentBack)[0]))
    deliver_all()

    assert told(ana) == [("decision", "sent_back")]
    assert len([mail for mail in letters(moderator) if article.title in mail.subject]) == 1


def test_the_cost_of_the_list_does_not_grow_with_what_waits(proposed, staff, client_for, deliver_all):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    moderator = staff("moderator")
    browser = client_for(moderator)
    counts = []
    for _more in range(2):
        for _each in range(3):
            proposed(tags=["drum"])
        deliver_all()
        browser.get("/notifications/")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/notifications/").status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_wagtails_own_page_of_preferences_offers_only_what_it_still_sends(staff, client_for):
    page = client_for(staff("moderator")).get("/admin/account/").text

    assert "updated_comments_notifications" in page
    assert "rejected_notifications" not in page
    assert "submitted_notifications" not in page
