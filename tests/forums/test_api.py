"""Topics and posts as resources."""

import pytest

from forums.models import Post, Topic
from tests.forums.conftest import make_forum

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_for, person):
    return client_for(person())


def test_starting_and_replying(browser, forum):
    sent = {"forum": forum.pk, "title": "Which soap is best?", "body": "For hard water."}
    started = browser.post("/api/v1/topics/", sent, content_type="application/json")
    assert started.status_code == 201, started.content
    topic = Topic.objects.get()
    assert started.json() == {"id": topic.pk, "key": f"forums.topic:{topic.pk}", "url": topic.get_absolute_url(), "state": "public"}

    for _ in range(2):  # the repeat gets the first answer
        replied = browser.post(
            f"/api/v1/topics/{topic.pk}/posts/", {"body": "Me again"}, content_type="application/json", headers={"Idempotency-Key": "k1"}
        )
        assert replied.status_code == 201
    assert Post.objects.filter(topic=topic).count() == 2
    assert [post["body_html"] for post in browser.get(f"/api/v1/topics/{topic.pk}/posts/").json()["results"]] == ["<p>Me again</p>\n"]
    assert browser.get(f"/api/v1/topics/{topic.pk}/").json()["posts_count"] == 2


def test_lists_by_forum(client, topic, start):
    start(in_forum=(other := make_forum("Other")), title="Elsewhere it is")

    assert len(client.get("/api/v1/topics/").json()["results"]) == 2
    assert [row["title"] for row in client.get(f"/api/v1/topics/?forum={other.pk}").json()["results"]] == ["Elsewhere it is"]
    assert client.get("/api/v1/topics/?forum=x").status_code == 400


def test_refusals(client, browser, client_for, person, forum, topic, admission, viewer, moderator):
    from forums.actions.hide import hide

    sent = {"forum": forum.pk, "title": "Which soap is best?", "body": "For hard water."}
    assert client.post("/api/v1/topics/", sent, content_type="application/json").status_code in (401, 403)
    assert browser.post("/api/v1/topics/", {**sent, "title": "Oh"}, content_type="application/json").status_code == 400
    assert browser.post("/api/v1/topics/", {**sent, "forum": 999}, content_type="application/json").status_code == 404
    admission("hold")
    assert browser.post("/api/v1/topics/", sent, content_type="application/json").json()["state"] == "pending"
    admission("refuse", "links")
    refused = browser.post("/api/v1/topics/", sent, content_type="application/json")
    assert (refused.status_code, refused.json()["reasons"]) == (422, ["links"])
    unconfirmed = client_for(person(confirmed=False))
    assert unconfirmed.post(f"/api/v1/topics/{topic.pk}/posts/", {"body": "x"}, content_type="application/json").status_code == 403
    hide("forums.topic", topic.pk, viewer(moderator))
    assert client.get(f"/api/v1/topics/{topic.pk}/").status_code == 410


@pytest.mark.parametrize("address", ["/api/v1/topics/", "posts"])
def test_lists_cost_the_same_for_two_and_twenty(client, start, answer, topic, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = f"/api/v1/topics/{topic.pk}/posts/" if address == "posts" else address

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(found).status_code == 200
        return len(queries)

    answer(start())
    answer(topic)
    few = cost()
    for _ in range(10):
        start()
        answer(topic)
    assert cost() == few
