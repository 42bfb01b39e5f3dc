"""Twenty people write at the same moment: numbers and counters come out right."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from core.consistency import registered
from forums.actions.reply import reply
from forums.actions.vote import vote
from forums.models import Forum, Post, Topic

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

WRITERS = 20


def test_twenty_replies_at_once(topic, person, viewer, forum):
    writers = [viewer(person()) for _ in range(WRITERS)]

    def write(by):
        try:
            posted = reply(Topic.objects.get(pk=topic.pk), by, "At the same moment.")
            vote(Topic.objects.select_related("forum").get(pk=topic.pk), by, 1)
            return posted.number
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        numbers = list(pool.map(write, writers))

    topic, forum = Topic.objects.get(pk=topic.pk), Forum.objects.get(pk=forum.pk)
    assert sorted(numbers) == list(range(2, WRITERS + 2))
    assert (topic.posts_count, topic.last_number, topic.score, forum.direct_posts_count) == (WRITERS + 1, WRITERS + 1, WRITERS, WRITERS + 1)
    assert topic.last_post_id == forum.last_post_id == Post.objects.get(topic=topic, number=WRITERS + 1).pk
    assert [found for check in registered.values() if check.name.startswith("forums.") for found in check.find()] == []
