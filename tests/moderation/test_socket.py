"""The live desk's socket, with its own server loop: arrivals, claims, catching up, and who may listen."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from django.utils.timezone import now

from accounts.models import User
from moderation import consumers, live
from moderation.actions.claim import claim
from moderation.actions.decide import decide
from moderation.consumers import DeskConsumer
from moderation.models import DeskEvent, ReviewItem
from moderation.periodic import forget_desk_events
from tests.support.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _leave_at_once(monkeypatch):
    monkeypatch.setattr(consumers, "LEAVE_SECONDS", 0)


@asynccontextmanager
async def socket(user, since=None):
    """A socket of this person that listens; it hangs up at the end and waits for what follows from that."""
    desk = Socket(DeskConsumer.as_asgi(), "/ws/desk/" + (f"?since={since}" if since is not None else ""), user=user)
    await desk.connect()
    if since is None:
        # It is accepted before it has joined the desks' group, and hears only what is said from then on: its first answer shows it.
        await desk.send({"since": 0})
        await desk.hear()
    try:
        yield desk
    finally:
        await desk.disconnect()
        await asyncio.gather(*consumers._leaving)


def person_of(viewer):
    return User.objects.get(pk=viewer.user_id)


async def events(desk, least=1):
    """The next events, ``least`` of them or more: what happens in quick succession may come in one message."""
    told = []
    while len(told) < least:
        told += (await desk.hear())["events"]
    return told


def test_arrival_claim_and_decision_are_told(held, moderator, other_moderator):
    listener, item = person_of(moderator), held()

    @async_to_sync
    async def told():
        async with socket(listener) as desk:
            await database_sync_to_async(claim)(item.pk, other_moderator)
            await database_sync_to_async(decide)(item.pk, other_moderator, "approved", version=item.version)
            return await events(desk, least=2)

    claimed, decided = told()
    assert (claimed["item"], claimed["what"], claimed["by"]) == (item.pk, "claimed", other_moderator.user_id)
    assert (decided["item"], decided["what"]) == (item.pk, "decided")
    assert decided["cursor"] > claimed["cursor"] and decided["change"] > claimed["change"]


def test_item_arrives_when_a_rule_holds_a_question(make_question, person, moderator, deliver_all):
    listener = person_of(moderator)
    newcomer = person(trust=0)

    @async_to_sync
    async def told():
        async with socket(listener) as desk:
            await database_sync_to_async(make_question)(by=newcomer)
            await database_sync_to_async(deliver_all)()
            return await events(desk)

    (arrival,) = told()
    assert (arrival["what"], arrival["item"]) == ("arrived", ReviewItem.objects.get().pk)


def test_lost_socket_catches_up_from_its_cursor(held, moderator, other_moderator):
    old, first = held(title="An old one"), held(title="First one")
    listener, cursor = person_of(moderator), live.cursor()
    DeskEvent.objects.filter(item=old).update(at=now() - timedelta(hours=1))
    second = held(title="Second one")
    claim(first.pk, other_moderator)

    @async_to_sync
    async def told():
        async with socket(listener, since=cursor) as desk:
            return await events(desk)

    missed = [(event["item"], event["what"]) for event in told()]
    assert missed[-2:] == [(second.pk, "arrived"), (first.pk, "claimed")]
    assert old.pk not in [item for item, _what in missed]


def test_event_that_commits_late_below_the_cursor_is_told_again(held, moderator):
    """On PostgreSQL ids are taken before commit: what is near the cursor is therefore read again."""
    item = held()
    late = DeskEvent.objects.create(item=item, what="changed", change=2)
    seen = DeskEvent.objects.create(item=item, what="changed", change=3)

    assert late.pk in [event["cursor"] for event in live.since(seen.pk)]


def test_desk_asks_now_and_then_should_a_message_have_been_lost(held, moderator):
    listener, item = person_of(moderator), held()

    @async_to_sync
    async def told():
        async with socket(listener) as desk:
            await desk.send({"since": 0})
            return await events(desk)

    assert item.pk in [event["item"] for event in told()]


def test_desk_that_was_away_longer_than_events_are_kept_loads_anew(held):
    held()
    cursor = live.cursor()
    DeskEvent.objects.update(at=now() - timedelta(days=9))
    held(title="Meanwhile")

    forget_desk_events()

    assert live.since(cursor) is None


def test_too_much_missed_means_a_new_page(held, moderator, monkeypatch):
    listener, item = person_of(moderator), held()
    monkeypatch.setattr(live, "AT_ONCE", 5)
    DeskEvent.objects.bulk_create(DeskEvent(item=item, what="changed", change=n) for n in range(10))

    @async_to_sync
    async def told():
        async with socket(listener, since=0) as desk:
            return await desk.hear()

    assert told() == {"resync": True}


@pytest.mark.parametrize("roles", [None, (), ("agent",)])
def test_socket_closes_with_a_code_for_others(person, roles):
    from django.contrib.auth.models import AnonymousUser

    user = AnonymousUser() if roles is None else person(roles=roles)

    @async_to_sync
    async def closed():
        desk = Socket(DeskConsumer.as_asgi(), "/ws/desk/", user=user)
        await desk.connect()
        return await desk.hear()

    assert closed() == {"closed": 4403}


def test_role_that_was_taken_away_closes_the_socket(moderator, monkeypatch):
    monkeypatch.setattr(consumers, "CHECK_AGAIN_SECONDS", 0)
    listener = person_of(moderator)

    @async_to_sync
    async def closed():
        async with socket(listener) as desk:
            await database_sync_to_async(listener.groups.clear)()
            await desk.send({"looking": None})
            return await desk.hear()

    assert closed() == {"closed": 4403}


def test_whoever_only_listens_hears_nothing_after_the_role_is_gone(held, moderator, other_moderator, monkeypatch):
    monkeypatch.setattr(consumers, "CHECK_AGAIN_SECONDS", 0)
    mora, ivan, item = person_of(moderator), person_of(other_moderator), held()

    @async_to_sync
    async def heard():
        async with socket(mora) as hers, socket(ivan) as his:
            await database_sync_to_async(mora.groups.clear)()
            await his.send({"looking": item.pk})
            return await hers.hear()

    assert heard() == {"closed": 4403}


def test_others_see_who_is_looking(held, moderator, other_moderator):
    mora, ivan, item = person_of(moderator), person_of(other_moderator), held()

    @async_to_sync
    async def seen():
        async with socket(mora) as hers, socket(ivan) as his:
            await his.send({"looking": item.pk})
            return await hers.hear(), await his.receive_nothing(0.05)

    assert seen() == ({"looking": {"item": item.pk, "id": ivan.pk, "name": "Iván Ortiz"}}, True)


def test_activity_renews_the_claim(held, moderator):
    listener, item = person_of(moderator), held()
    claim(item.pk, moderator)
    ReviewItem.objects.update(claimed_until=now() + timedelta(minutes=1))

    @async_to_sync
    async def work():
        async with socket(listener) as desk:
            await desk.send({"active": item.pk, "since": live_cursor})
            await events(desk)
            await desk.send({"since": live_cursor})
            await events(desk)
            return await ReviewItem.objects.aget()

    live_cursor = live.cursor()
    assert work().claimed_until > now() + timedelta(minutes=9)


def test_leaving_the_desk_releases_the_claim(held, moderator):
    listener, item = person_of(moderator), held()
    claim(item.pk, moderator)

    @async_to_sync
    async def leave():
        async with socket(listener):
            pass

    leave()
    item.refresh_from_db()
    assert item.claimed_by is None


def test_one_of_two_desks_closed_keeps_the_claim(held, moderator):
    listener, item = person_of(moderator), held()
    claim(item.pk, moderator)

    @async_to_sync
    async def close_one():
        async with socket(listener):
            async with socket(listener):
                pass
            return (await ReviewItem.objects.aget()).claimed_by_id

    assert close_one() == moderator.user_id


@pytest.mark.parametrize("frame", ["[1, 2]", "not json", "[" * 5000, '"text"'])
def test_malformed_frame_closes_the_socket(moderator, frame):
    listener = person_of(moderator)

    @async_to_sync
    async def closed():
        async with socket(listener) as desk:
            await desk.send(frame)
            return await desk.hear()

    assert closed() == {"closed": 4400}


@pytest.mark.parametrize("message", [{"since": "x"}, {"since": -1}, {"active": 10**30}, {"active": "1; drop"}, {"looking": [1]}, {}])
def test_strange_messages_do_no_harm(held, moderator, message):
    listener, item = person_of(moderator), held()

    @async_to_sync
    async def still_there():
        async with socket(listener) as desk:
            await desk.send(message)
            await desk.send({"since": 0})
            return await events(desk)

    assert [event["item"] for event in still_there()] == [item.pk]


def test_foreign_page_may_not_connect(moderator):
    """The whole ASGI stack: another site's page has the moderator's cookies, but not our origin."""
    from channels.auth import AuthMiddlewareStack
    from channels.routing import URLRouter
    from channels.security.websocket import AllowedHostsOriginValidator

    from moderation.routing import websocket_urlpatterns

    stack = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))

    @async_to_sync
    async def connected(origin):
        desk = Socket(stack, "/ws/desk/", headers=[(b"origin", origin), (b"host", b"testserver")])
        accepted = await desk.connect()
        await desk.disconnect()
        return accepted

    assert not connected(b"https://evil.test")
    assert connected(b"http://testserver")
