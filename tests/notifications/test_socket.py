"""The socket of one person: it says what is new in their language, to nobody else, and hears nothing."""

from contextlib import asynccontextmanager

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async

from notifications.actions.read import mark_all_read
from notifications.consumers import NOT_SIGNED_IN, PersonConsumer
from tests.support.relay import deliver_all
from tests.support.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)


@asynccontextmanager
async def socket(user):
    page = Socket(PersonConsumer.as_asgi(), "/ws/notifications/", user=user)
    await page.connect()
    try:
        yield page
    finally:
        await page.disconnect()


def test_what_is_new_comes_with_the_count_and_reading_counts_anew(question, ana, bruno, answer_it):
    @async_to_sync
    async def heard():
        async with socket(ana) as page:
            first = await page.hear()
            await database_sync_to_async(answer_it)(question, bruno)
            await database_sync_to_async(deliver_all)()
            new = await page.hear()
            await database_sync_to_async(mark_all_read)(ana.pk)
            return first, new, await page.hear()

    first, new, read = heard()
    assert (first, read) == ({"unread": 0}, {"unread": 0})
    assert new["unread"] == 1
    assert new["text"] == f"{bruno.name} answered you: {question.title}"
    assert new["url"].startswith("/notifications/")


def test_nobody_hears_what_is_anothers(question, bruno, answer_it, person):
    carla = person()

    @async_to_sync
    async def silent():
        async with socket(carla) as page:
            await page.hear()
            await database_sync_to_async(answer_it)(question, bruno)
            await database_sync_to_async(deliver_all)()
            return await page.receive_nothing(timeout=0.3)

    assert silent()


def test_guests_are_turned_away():
    from django.contrib.auth.models import AnonymousUser

    @async_to_sync
    async def code():
        async with socket(AnonymousUser()) as page:
            return (await page.hear())["closed"]

    assert code() == NOT_SIGNED_IN


def test_whoever_may_not_sign_in_any_more_hears_nothing(question, ana, bruno, answer_it):
    @async_to_sync
    async def code():
        async with socket(ana) as page:
            await page.hear()
            await database_sync_to_async(answer_it)(question, bruno)
            await database_sync_to_async(type(ana).objects.filter(pk=ana.pk).update)(is_active=False)
            await database_sync_to_async(mark)(ana.pk)
            return (await page.hear())["closed"]

    def mark(pk):
        from core import live
        from notifications.actions.notify import group_of

        live.push(group_of(pk), {"read": 1})

    assert code() == NOT_SIGNED_IN
