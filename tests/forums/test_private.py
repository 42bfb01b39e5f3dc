"""A forum for some alone: its existence is a secret at every door."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.content import content
from core.viewer import GUEST
from forums.actions.follow import follow
from forums.models import POST, TOPIC
from tests.forums.conftest import make_forum, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def insider(person):
    return person()


@pytest.fixture
def secret(forum, start, answer, make_private, insider):
    """A topic with a reply in a forum that was closed to all but insiders."""
    topic = start(title="The secret machine of next year", body="It flies.")
    answer(topic, body="Secretly so.")
    make_private(forum).user_set.add(insider)
    return topic


@pytest.mark.parametrize("who", ["guest", "member", "agent", "moderator"])
def test_others_meet_nothing_at_any_door(client, client_for, person, secret, forum, who):
    roles = (who,) if who in ("agent", "moderator") else ()
    browser = client if who == "guest" else client_for(person(roles=roles))
    post = secret.posts.last()

    for address in (
        secret.get_absolute_url(),
        forum.get_absolute_url(),
        f"/forums/{forum.pk}/",
        f"/forums/{forum.pk}/-/new/",
        f"/forums/{forum.pk}/-/feed/",
        f"/forums/topics/{secret.pk}/",
        f"/forums/posts/{post.pk}/",
        f"/forums/topics/{secret.pk}/versions/",
        f"/forums/posts/{post.pk}/versions/",
        f"/api/v1/topics/{secret.pk}/",
        f"/api/v1/topics/{secret.pk}/posts/",
    ):
        assert browser.get(address).status_code == 404, address
    for address in (
        f"/forums/topics/{secret.pk}/reply/",
        f"/forums/topics/{secret.pk}/vote/",
        f"/forums/topics/{secret.pk}/follow/",
        f"/forums/topics/{secret.pk}/lock/",
        f"/forums/topics/{secret.pk}/pin/",
        f"/forums/topics/{secret.pk}/move/",
        f"/forums/posts/{post.pk}/hide/",
        f"/forums/posts/{post.pk}/edit/",
        f"/forums/{forum.pk}/-/read/",
    ):
        assert browser.post(address, {"value": "1", "body": "x"}).status_code == 404, address
    for address in ("/forums/", "/sitemap-forums.xml", "/api/v1/topics/"):
        page = browser.get(address).content.decode()
        assert "secret machine" not in page
        assert forum.name not in page


def test_insiders_and_administrators_read_it(client_for, person, insider, secret, forum):
    for somebody in (insider, person(roles=("admin",))):
        page = client_for(somebody).get(secret.get_absolute_url())
        assert page.status_code == 200
        assert "Secretly so." in page.content.decode()
        assert forum.name in client_for(somebody).get("/forums/").content.decode()


def test_what_stands_below_a_private_forum_is_private(client, secret, forum, start):
    below = make_forum("Below", parent=forum)

    assert client.get(below.get_absolute_url()).status_code == 404
    assert client.get(start(in_forum=make_forum("Beside")).get_absolute_url()).status_code == 200


def test_a_kept_page_is_forgotten_when_a_forum_closes(client, topic, forum, make_private, django_capture_on_commit_callbacks):
    assert client.get(topic.get_absolute_url()).status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        make_private(forum)

    assert client.get(topic.get_absolute_url()).status_code == 404


def test_adapters_show_cards_to_those_who_may_see(secret, person, viewer, insider):
    post = secret.posts.last()

    for looking, seen in ((GUEST, 0), (viewer(person()), 0), (viewer(insider), 1)):
        assert len(content[TOPIC].cards([secret.pk], looking)) == seen
        assert len(content[POST].cards([post.pk], looking)) == seen


def test_search_knows_topics_for_their_readers(topic, post, forum, make_private, admission, start):
    admission("hold")
    held = start()
    documents = content[TOPIC].documents([topic.pk, held.pk])
    assert documents[topic.pk].audiences == ("public",)
    assert [part.text for part in documents[topic.pk].parts] == ["Put a rubber mat below.", "With the mat it stopped."]
    assert documents[held.pk].audiences == (f"user:{held.poster_id}", "staff")

    for what in ("can_see_forum", "can_read_forum"):
        say(forum, False, what, anonymous_user=True)
    assert content[TOPIC].documents([topic.pk])[topic.pk].audiences == ("member",)

    make_private(forum)
    assert content[TOPIC].documents([topic.pk]) == {}
    for role in ("agent", "moderator", "manager"):
        say(forum, True, "can_see_forum", "can_read_forum", group=Group.objects.get(name=role))
    assert content[TOPIC].documents([topic.pk])[topic.pk].audiences == ("staff",)


def test_documents_cost_the_same_queries_for_one_topic_and_for_many(start, answer):
    counts = []
    for number in (1, 4):
        topics = [start(title=f"Topic {n}") for n in range(number)]
        for topic in topics:
            for said in range(number):
                answer(topic, body=f"Reply {said} to {topic.subject}.")
        with CaptureQueriesContext(connection) as queries:
            documents = content[TOPIC].documents([topic.pk for topic in topics])
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 5
    assert [part.text for part in documents[topics[2].pk].parts[1:]] == [f"Reply {said} to Topic 2." for said in range(4)]


def test_a_change_of_readers_is_told_to_the_index(topic, forum, make_private, deliver_all, events):
    from core.events.content import ContentEdited

    make_private(forum)
    deliver_all()

    assert {"kind": TOPIC, "object_id": topic.pk, "by_id": None} in events(ContentEdited)


def test_adapter_answers_for_threads(topic, post, person, viewer, starter):
    follow(topic, viewer(reader := person()))

    assert content[POST].thread(post.pk) == content[POST].parent(post.pk) == (TOPIC, topic.pk)
    assert content[TOPIC].followers(topic.pk, 0, 10) == sorted([starter.pk, reader.pk])
    assert (content[TOPIC].author_id(topic.pk), content[POST].author_id(post.pk)) == (starter.pk, post.poster_id)
    assert list(content[POST].all_ids()) == [post.pk]
    assert content[POST].author_id(topic.first_post_id) is None
    assert content[TOPIC].url(topic.pk) == topic.get_absolute_url()
