"""What somebody closes is closed for search at once: no count, facet or mended word tells of it, before the index knows and after."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from blog.models import BlogIndexPage, BlogPostPage
from core.events import record
from forums.actions.start_topic import start_topic
from forums.events import AudienceChanged
from forums.models import Forum
from kb.models import ArticlePage, KnowledgeBasePage, TopicPage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("built")]

WORD, NOWHERE = "quokkafilter", "xyzzyxyzzyx"


def _article():
    home = KnowledgeBasePage.objects.get(locale__language_code="en")
    topic = home.add_child(instance=TopicPage(title="Washers", slug="washers-to-close", locale_id=home.locale_id))
    topic.save_revision().publish()
    article = topic.add_child(
        instance=ArticlePage(title=f"Clean the {WORD}", slug="clean-it", locale_id=home.locale_id, body_text="At home.")
    )
    article.save_revision().publish()
    return article


def _narrow(page):
    page = Page.objects.get(pk=page.pk).specific
    page.audience = "employees"
    page.save_revision().publish()


def _close(page):
    PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type=PageViewRestriction.LOGIN)


def _post():
    post = BlogPostPage(title=f"Five noises of the {WORD}", slug="noises", summary="What they mean.", body=[])
    BlogIndexPage.objects.get(locale__language_code="en").add_child(instance=post)
    post.save_revision().publish()
    return post


def _topic(viewer, person):
    forum = Forum.objects.create(name="Machines", type=Forum.FORUM_POST)
    return start_topic(forum, viewer(person(trust=3)), title=f"My {WORD} walks", body="It walks when it spins.", lang="en")


def _close_forum(topic):
    table = apps.get_model("forum_permission", "UserForumPermission")
    wanted = apps.get_model("forum_permission", "ForumPermission").objects.filter(codename__in=("can_see_forum", "can_read_forum"))
    for permission in wanted:
        for whom in ({"anonymous_user": True}, {"authenticated_user": True}):
            table.objects.create(permission=permission, forum=topic.forum, has_perm=False, **whom)


CLOSINGS = {
    "an article": ("article", _narrow),
    "a topic of guides": ("article", lambda article: _narrow(article.get_parent())),
    "an article, by Wagtail": ("article", _close),
    "a topic of guides, by Wagtail": ("article", lambda article: _close(article.get_parent())),
    "a post, by Wagtail": ("post", _close),
    "the blog, by Wagtail": ("post", lambda post: _close(post.get_parent())),
    "a forum": ("topic", _close_forum),
}


@pytest.mark.parametrize("closing", CLOSINGS)
def test_what_is_closed_is_gone_at_once(closing, viewer, person, client, deliver_all):
    what, close = CLOSINGS[closing]
    made = {"article": _article, "post": _post, "topic": lambda: _topic(viewer, person)}[what]()
    deliver_all()

    def told(text):
        page = client.get("/search/", {"q": text}).context["found"]
        api = client.get("/api/v1/search/", {"q": text}).json() | {"took_ms": 0}
        return page.total, page.facets, page.relaxed, api

    before = told(WORD)
    close(made)
    closed = told(WORD)
    deliver_all()

    assert before[0] == 1
    assert closed == told(NOWHERE)
    assert told(WORD) == told(NOWHERE)


def test_many_changed_permissions_cost_a_search_no_more_than_few(viewer, person, client, deliver_all):
    topic = _topic(viewer, person)
    deliver_all()

    def cost():
        client.get("/api/v1/search/", {"q": NOWHERE})
        with CaptureQueriesContext(connection) as made:
            client.get("/api/v1/search/", {"q": NOWHERE})
        return len(made)

    _close_forum(topic)
    some = cost()
    with transaction.atomic():
        for _ in range(20):
            record(AudienceChanged())

    assert cost() == some


def test_what_is_open_again_is_found_again(client, deliver_all):
    article, post = _article(), _post()
    deliver_all()
    for page in (article, post):
        _close(page)
    deliver_all()
    closed = client.get("/api/v1/search/", {"q": WORD}).json()["count"]
    for restriction in PageViewRestriction.objects.all():
        restriction.delete()
    deliver_all()

    assert (closed, client.get("/api/v1/search/", {"q": WORD}).json()["count"]) == (0, 2)
