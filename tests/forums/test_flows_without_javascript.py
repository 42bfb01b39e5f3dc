"""What people do with the pages alone, as a browser without scripts does it."""

import pytest

from forums.models import Post, Topic, Vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(person):
    return person()


@pytest.fixture
def browser(client_for, member):
    return client_for(member)


def test_starting_a_topic_and_replying(browser, member, forum):
    page = browser.get(f"/forums/{forum.pk}/-/new/").content.decode()
    assert 'id="suggestions"' in page

    sent = {"title": "Which soap for hard water?", "body": "Ours is **very** hard.", "follow": "on", "nonce": "n1"}
    started = browser.post(f"/forums/{forum.pk}/-/new/", sent)
    topic = Topic.objects.get()
    assert started["Location"] == topic.get_absolute_url()
    assert "<strong>very</strong>" in browser.get(started["Location"]).content.decode()

    replied = browser.post(f"/forums/topics/{topic.pk}/reply/", {"body": "I found it."})
    assert replied["Location"] == f"{topic.get_absolute_url()}#post-{Post.objects.last().pk}"


def test_what_was_typed_is_kept_with_the_error(browser, forum, topic):
    answered = browser.post(f"/forums/{forum.pk}/-/new/", {"title": "Oh", "body": "A long text of mine"})
    assert answered.status_code == 422
    assert "A long text of mine" in answered.content.decode()

    long = "word " * 7_000
    answered = browser.post(f"/forums/topics/{topic.pk}/reply/", {"body": long})
    assert answered.status_code == 422
    assert long.strip() in answered.content.decode()


def test_a_refused_text_says_why_and_stays(browser, topic, admission):
    admission("refuse", "watched_words")

    answered = browser.post(f"/forums/topics/{topic.pk}/reply/", {"body": "Cheap watches"})

    assert answered.status_code == 422
    assert "Reason: watched_words" in answered.content.decode()
    assert "Cheap watches" in answered.content.decode()


def test_a_guests_words_wait_while_they_sign_in(client, member, topic, forum):
    answered = client.post(f"/forums/topics/{topic.pk}/reply/", {"body": "Kept for later"})
    assert "/accounts/login/" in answered["Location"]
    client.post(f"/forums/{forum.pk}/-/new/", {"title": "A topic of a guest", "body": "Kept, too"})

    client.force_login(member)

    assert "Kept for later" in client.get(topic.get_absolute_url()).content.decode()
    assert "A topic of a guest" in client.get(f"/forums/{forum.pk}/-/new/").content.decode()


def test_quoting_names_whom(browser, topic, post):
    page = browser.get(f"{topic.get_absolute_url()}?quote={post.pk}").content.decode()

    assert f"&gt; @{post.poster.username} wrote:" in page
    assert "&gt; With the mat it stopped." in page


def test_preview_publishes_nothing(browser, topic):
    page = browser.post(f"/forums/topics/{topic.pk}/reply/", {"body": "Some *words*", "preview": "1"}).content.decode()

    assert "<em>words</em>" in page
    assert Post.objects.count() == 1


def test_voting_following_editing(browser, member, topic, post):
    assert browser.post(f"/forums/posts/{post.pk}/vote/", {"value": "1"}).status_code == 302
    assert Vote.objects.get().value == 1
    drawn = browser.post(f"/forums/topics/{topic.pk}/vote/", {"value": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="true"' in drawn
    assert browser.post(f"/forums/topics/{topic.pk}/vote/", {"value": "-1"}).status_code == 400
    assert browser.post(f"/forums/topics/{topic.pk}/follow/").status_code == 302
    assert browser.get(f"/forums/posts/{post.pk}/edit/").status_code == 403
    assert browser.get(f"/forums/topics/{topic.pk}/lock/").status_code == 403
    assert browser.post(f"/forums/posts/{post.pk}/hide/").status_code == 403


def test_a_vote_reads_the_rules_of_forums_once_and_anew_each_time(browser, forum, topic, make_private, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as counted:
        assert browser.post(f"/forums/topics/{topic.pk}/vote/", {"value": "1"}, headers={"HX-Request": "true"}).status_code == 200
    assert len([query for query in counted.captured_queries if "userforumpermission" in query["sql"]]) == 1

    make_private(forum)

    assert browser.post(f"/forums/topics/{topic.pk}/vote/", {"value": "0"}).status_code == 404


def test_a_moderator_keeps_order_from_the_page(client_for, moderator, topic, post):
    from tests.forums.conftest import make_forum

    target, desk = make_forum("Dryers"), client_for(moderator)

    assert "Keep order" in desk.get(topic.get_absolute_url()).content.decode()
    desk.post(f"/forums/posts/{post.pk}/hide/")
    desk.post(f"/forums/posts/{post.pk}/unhide/")
    desk.post(f"/forums/topics/{topic.pk}/pin/", {"how": "sticky"})
    desk.post(f"/forums/topics/{topic.pk}/lock/", {"reason": "Enough"})
    moved = desk.post(f"/forums/topics/{topic.pk}/move/", {"to": target.pk})

    topic = Topic.objects.select_related("forum").get(pk=topic.pk)
    assert moved["Location"] == topic.get_absolute_url()
    assert (topic.forum, topic.locked, topic.is_sticky) == (target, True, True)
    assert Post.objects.get(pk=post.pk).is_public


def test_too_many_in_a_short_time(browser, topic, monkeypatch):
    from forums import limits

    monkeypatch.setitem(limits.RATES, "post", "1/h")
    browser.post(f"/forums/topics/{topic.pk}/reply/", {"body": "One"})

    answered = browser.post(f"/forums/topics/{topic.pk}/reply/", {"body": "Two words more"})

    assert answered.status_code == 422
    assert "Two words more" in answered.content.decode()


def test_an_unconfirmed_person_reads_and_is_told(client_for, person, topic):
    browser = client_for(person(confirmed=False))

    assert "once your e-mail address is confirmed" in browser.get(topic.get_absolute_url()).content.decode()
    assert browser.post(f"/forums/topics/{topic.pk}/reply/", {"body": "Hello there"}).status_code == 422
