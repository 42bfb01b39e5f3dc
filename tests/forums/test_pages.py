"""What people see of the forums, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forums.models import Post, Topic
from tests.forums.conftest import make_forum

pytestmark = pytest.mark.django_db


def queries_of(browser, address):
    browser.get(address)  # what is read once and kept
    with CaptureQueriesContext(connection) as queries:
        response = browser.get(address)
    assert response.status_code == 200
    return queries


def show(queries):
    return "\n".join(query["sql"][:160] for query in queries)


@pytest.fixture
def member(person):
    return person()


def test_a_new_site_has_forums_in_each_language(client):
    page = client.get("/forums/", headers={"Accept-Language": "es"}).content.decode()

    assert page.count("forum-row") == 9
    assert page.index("Community") >= 0


def test_index_says_what_is_where(client, topic, answer, forum):
    answer(topic)

    page = client.get("/forums/", headers={"Accept-Language": "en"}).content.decode()

    assert "Washing machines" in page
    assert "1 topic" in page
    assert "2 messages" in page
    assert topic.subject in page


@pytest.mark.parametrize("guest", [True, False])
def test_index_costs_the_same_for_two_forums_and_fifty(client, client_for, member, start, answer, forum, guest):
    def fill(forums):
        for n in range(forums):
            topic = start(in_forum=make_forum(f"Forum {n}", parent=None))
            answer(topic)

    browser = client if guest else client_for(member)
    fill(2)
    few = queries_of(browser, "/forums/?x=1")
    fill(12)
    many = queries_of(browser, "/forums/?x=2")

    assert len(many) == len(few), show(many)
    assert len(many) <= 12, show(many)


@pytest.mark.parametrize("guest", [True, False])
def test_forum_costs_the_same_for_two_topics_and_fifty(client, client_for, member, start, answer, forum, guest):
    browser = client if guest else client_for(member)
    for _ in range(2):
        answer(start())
    few = queries_of(browser, f"{forum.get_absolute_url()}?x=1")
    for _ in range(23):
        answer(start())
    many = queries_of(browser, f"{forum.get_absolute_url()}?x=2")

    assert len(many) == len(few), show(many)
    assert len(many) <= 12, show(many)


@pytest.mark.parametrize("guest", [True, False])
def test_topic_costs_the_same_for_two_posts_and_fifty(client, client_for, member, topic, answer, guest):
    browser = client if guest else client_for(member)
    for _ in range(2):
        answer(topic)
    few = queries_of(browser, f"{topic.get_absolute_url()}?x=1")
    for _ in range(48):
        answer(topic)
    many = queries_of(browser, f"{topic.get_absolute_url()}?x=2")

    assert len(few) <= 16, show(few)
    assert len(many) <= 16, show(many)
    assert abs(len(many) - len(few)) <= (0 if guest else 1), show(many)  # one looks for the first new post


def test_posts_come_in_pages_by_their_numbers(client, topic, answer):
    posts = [answer(topic, body=f"Message body {n}") for n in range(2, 45)]
    address = topic.get_absolute_url()

    assert "Message body 20" in client.get(address).content.decode()
    assert "Message body 21<" not in client.get(address).content.decode()
    third = client.get(f"{address}?page=3").content.decode()
    assert "Message body 41" in third
    assert "Page 3 of 3" in third
    assert client.get(f"{address}?page=4").status_code == 404
    assert client.get(f"{address}?page=x").status_code == 404
    assert client.get(reverse("forums:post_by_id", args=[posts[-1].pk]))["Location"] == f"{address}?page=3#post-{posts[-1].pk}"


def test_unread_goes_with_reading(client_for, member, topic, answer, forum):
    browser = client_for(member)
    assert "New" in browser.get("/forums/").content.decode()

    browser.get(topic.get_absolute_url())
    assert "forum-news" not in browser.get("/forums/").content.decode()

    post = answer(topic)
    assert "forum-news" in browser.get(forum.get_absolute_url()).content.decode()
    page = browser.get(topic.get_absolute_url()).content.decode()
    assert "You left off at message 1." in page
    assert f"#post-{post.pk}" in page
    assert "New since your last visit" in page
    assert "forum-news" not in browser.get(forum.get_absolute_url()).content.decode()


def test_what_one_wrote_oneself_is_not_new(client_for, starter, topic, forum):
    assert "forum-news" not in client_for(starter).get(forum.get_absolute_url()).content.decode()


def test_new_leads_to_the_first_new_post_of_a_long_topic(client_for, member, topic, answer):
    browser = client_for(member)
    for _ in range(24):
        answer(topic)
    browser.get(f"{topic.get_absolute_url()}?page=2")
    first_new = answer(topic)

    found = browser.get(f"{topic.get_absolute_url()}?new=1")["Location"]

    assert browser.get(found)["Location"].endswith(f"?page=2#post-{first_new.pk}")


def test_marking_a_forum_as_read(client_for, member, topic, forum):
    browser = client_for(member)

    browser.post(f"/forums/{forum.pk}/-/read/")

    assert "forum-news" not in browser.get("/forums/").content.decode()
    assert "You have read everything" in browser.get(f"{forum.get_absolute_url()}?sort=unread").content.decode()


def test_sticky_topics_and_announcements_come_first(client, start, viewer, moderator, forum):
    from forums.actions.pin import pin

    plain, sticky, announcement = (start(title=f"The {word} of them") for word in ("first topic", "sticky topic", "announced topic"))
    start(title="The newest one of them")
    pin(sticky, viewer(moderator), "sticky")
    pin(announcement, viewer(moderator), "announcement")

    page = client.get(forum.get_absolute_url()).content.decode()

    assert page.index(announcement.subject) < page.index(sticky.subject) < page.index("The newest one") < page.index(plain.subject)


def test_other_words_in_the_address_lead_to_the_right_ones(client, topic, forum):
    assert client.get(f"/forums/{forum.pk}/x/{topic.pk}/y/").status_code == 301
    assert client.get(f"/forums/{forum.pk}/x/")["Location"] == forum.get_absolute_url()
    assert client.get(f"/forums/topics/{topic.pk}/")["Location"] == topic.get_absolute_url()
    assert client.get(f"/forums/{forum.pk}/")["Location"] == forum.get_absolute_url()
    assert client.get("/forums/999999999999999999/x/").status_code == 404
    assert client.get("/forums/topics/999999999999999999/").status_code == 404


def test_search_engines_get_a_posting(client, topic, post):
    import json
    import re

    page = client.get(topic.get_absolute_url()).content.decode()

    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert (told["@type"], told["headline"], told["commentCount"]) == ("DiscussionForumPosting", topic.subject, 1)
    assert told["comment"][0]["text"] == "With the mat it stopped."
    assert '<link rel="canonical"' in page


def test_feed_of_a_forum(client, topic, forum):
    feed = client.get(f"/forums/{forum.pk}/-/feed/").content.decode()

    assert topic.subject in feed
    assert topic.get_absolute_url() in feed


def test_views_are_counted_apart_from_the_request(client, topic, settings):
    from datetime import timedelta

    from core import interactions
    from core.models import Interaction
    from forums.periodic import count_views

    settings.INTERACTION_WRITER = False
    for n in range(3):
        client.get(f"{topic.get_absolute_url()}?x={n}")
    interactions.flush()
    Interaction.objects.update(at=Interaction.objects.first().at - timedelta(minutes=1))

    count_views()
    count_views()

    assert Topic.objects.get(pk=topic.pk).views_count == 3
    assert Post.objects.count() == 1
