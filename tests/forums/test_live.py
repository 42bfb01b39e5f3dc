"""The hint that somebody wrote."""

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.routing import URLRouter
from django.contrib.auth.models import AnonymousUser

from forums.routing import websocket_urlpatterns
from tests.support.sockets import Socket, somebody_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reply_is_told_to_who_reads_the_topic(topic, answer):
    async def go():
        socket = Socket(URLRouter(websocket_urlpatterns), f"/ws/topics/{topic.pk}/", user=AnonymousUser())
        assert await socket.connect()
        await somebody_in(f"topic.{topic.pk}")
        post = await sync_to_async(answer)(topic)
        heard = await socket.hear()
        await socket.disconnect()
        return heard, post

    heard, post = async_to_sync(go)()

    assert heard == {"number": 2, "author": post.poster_id}


def test_a_sessions_person_listens_too(topic, person):
    from django.utils.functional import SimpleLazyObject

    member = person()

    async def go():
        socket = Socket(URLRouter(websocket_urlpatterns), f"/ws/topics/{topic.pk}/", user=SimpleLazyObject(lambda: member))
        await socket.connect()
        return await socket.receive_nothing()

    assert async_to_sync(go)()


@pytest.mark.parametrize("secret", [True, False])
def test_nobody_listens_at_a_closed_door(topic, forum, make_private, secret):
    if secret:
        make_private(forum)

    async def go():
        number = topic.pk if secret else 999_999
        socket = Socket(URLRouter(websocket_urlpatterns), f"/ws/topics/{number}/", user=AnonymousUser())
        await socket.connect()
        return await socket.hear()

    assert async_to_sync(go)() == {"closed": 4404}
