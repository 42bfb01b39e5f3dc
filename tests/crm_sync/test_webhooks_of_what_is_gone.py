"""What isn't public any more is told to the targets that were told of it, and to nobody else: articles, posts, topics, contests."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from core.content import content
from core.viewer import HOUSE
from crm_sync.models import WebhookTarget
from kb.models import ArticlePage
from qa.actions.post_answer import post_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def target(receiver):
    return WebhookTarget.objects.create(name="The site search", url=receiver.url)


@pytest.fixture
def heard(receiver):
    """Types of what arrived about one content, the first first; what was heard once isn't heard again."""

    def of(kind):
        told = [json.loads(body) for _headers, body in receiver.received]
        return [each["type"] for each in told if each["data"].get("kind") == kind]

    return of


@pytest.fixture
def article(db):
    from kb.models import KnowledgeBasePage, TopicPage

    home = KnowledgeBasePage.objects.get(locale__language_code="en")
    topic = TopicPage(title="Washers", slug="washers", locale_id=home.locale_id)
    home.add_child(instance=topic)
    topic.save_revision().publish()
    made = ArticlePage(title="Clean the filter", slug="filter", locale_id=home.locale_id, live=False, body=[("markdown", "Turn it.")])
    topic.add_child(instance=made)
    return made


def publish(article, **facts):
    version = ArticlePage.objects.get(pk=article.pk)
    for name, value in facts.items():
        setattr(version, name, value)
    version.save_revision().publish()


def test_an_article_hidden_and_taken_offline_is_told_once_to_who_knew_it(target, article, heard, deliver_all, receiver):
    publish(article)
    deliver_all()
    late = WebhookTarget.objects.create(name="Too late", url=receiver.url)

    content["kb.article"].hide(article.pk, HOUSE, "spam")
    deliver_all()
    assert heard("kb.article") == ["article.published", "content.hidden"]

    content["kb.article"].restore(article.pk, HOUSE)
    deliver_all()
    assert heard("kb.article")[2:] == ["content.restored", "content.restored"]  # public again: also for the late one

    Page.objects.get(pk=article.pk).specific.unpublish()
    deliver_all()
    assert heard("kb.article")[4:] == ["article.unpublished", "article.unpublished"]
    assert late.messages.count() == 2


def test_a_draft_or_an_internal_article_that_goes_is_told_to_nobody(target, article, heard, deliver_all):
    publish(article, audience="employees")
    deliver_all()

    Page.objects.get(pk=article.pk).specific.unpublish()
    content["kb.article"].hide(article.pk, HOUSE, "spam")
    Page.objects.get(pk=article.pk).specific.delete()
    deliver_all()

    assert heard("kb.article") == []


def test_an_article_that_is_closed_to_guests_is_gone_for_who_knew_it(target, article, heard, deliver_all):
    from kb.models import TopicPage

    publish(article)
    deliver_all()
    topic = TopicPage.objects.get(slug="washers")
    topic.audience = "employees"
    topic.save_revision().publish()
    deliver_all()
    publish(article, title="Clean both filters")
    deliver_all()

    assert heard("kb.article") == ["article.published", "content.hidden"]


def test_a_deleted_article_is_told(target, article, heard, deliver_all):
    publish(article)
    deliver_all()

    Page.objects.get(pk=article.pk).specific.delete()
    deliver_all()

    assert heard("kb.article") == ["article.published", "article.unpublished"]


def test_a_post_of_the_blog_taken_offline_is_told_to_who_knew_it(target, heard, deliver_all, receiver):
    from blog.models import BlogIndexPage, BlogPostPage

    index = BlogIndexPage.objects.filter(locale__language_code="en").first()
    post = BlogPostPage(title="Five noises", slug="noises", summary="And what they mean.", locale_id=index.locale_id)
    index.add_child(instance=post)
    post.save_revision().publish()
    deliver_all()
    WebhookTarget.objects.create(name="Too late", url=receiver.url)

    Page.objects.get(pk=post.pk).specific.unpublish()
    deliver_all()

    assert heard("blog.post") == ["blog.published", "blog.unpublished"]


def test_a_topic_that_moves_behind_a_door_is_gone_and_between_open_forums_it_is_not(target, agent, viewer, heard, deliver_all):
    from forums.actions.move import move
    from forums.actions.start_topic import start_topic
    from tests.forums.conftest import make_forum, say

    open_one, other, closed = make_forum("Washers"), make_forum("Dryers"), make_forum("The inner circle")
    say(closed, False, "can_see_forum", "can_read_forum", anonymous_user=True)
    moderator = viewer(agent, roles={"admin", "moderator"})
    topic = start_topic(open_one, moderator, title="Machines that walk", body="A rubber mat.", lang="en")
    deliver_all()

    move(topic, moderator, other)
    deliver_all()
    assert heard("forums.topic") == ["topic.started"]

    move(topic, moderator, closed)
    deliver_all()
    assert heard("forums.topic") == ["topic.started", "content.hidden"]


def test_what_was_refused_in_a_public_thread_is_told_to_nobody(target, question, expert, viewer, heard, deliver_all, monkeypatch):
    from core.ports import admission as port

    deliver_all()
    monkeypatch.setattr(port, "_provider", lambda draft, who: port.Decision("hold", (port.Reason("first_posts", "First posts wait."),)))
    held = post_answer(question, viewer(expert), "Buy pills.")
    content["qa.answer"].hide(held.pk, HOUSE, "spam")
    deliver_all()

    assert heard("qa.answer") == []


def test_a_contest_is_told_when_it_opens_and_when_it_is_called_off_and_a_draft_never(target, manager, viewer, heard, deliver_all):
    from gamification.contests.actions.edit import save_contest, write_terms
    from gamification.contests.actions.move import cancel, move_due
    from gamification.models import Contest

    start, step = timezone.now() - timedelta(hours=1, minutes=1), timedelta(hours=1)
    times = dict(
        zip(("announce_at", "opens_at", "voting_at", "judging_at", "closes_at"), (start + step * n for n in range(5)), strict=True)
    )
    words = {"en": {"name": "Recipes", "lead": "One recipe.", "prizes": "First: A fryer", "body": "Tell *how*."}}

    def contest(slug):
        return save_contest(Contest(), viewer(manager), {"slug": slug, "tag": slug, "zone": "UTC"} | times, words)

    opened, draft = contest("recipes"), contest("never")
    write_terms(opened, viewer(manager), {"en": "Be *kind*."})
    move_due()
    deliver_all()
    opened.refresh_from_db()
    cancel(opened, viewer(manager), "Nobody cooks in August.")
    cancel(draft, viewer(manager), "Not needed.")
    deliver_all()

    assert heard("gamification.contest") == ["contest.opened", "contest.cancelled"]
