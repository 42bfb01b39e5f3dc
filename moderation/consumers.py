"""The live desk's socket: what happens to items, who is looking at which, and keeping claims while their holder works.

From the server: ``{"events": [{cursor, item, what, change, by}, …]}``, ``{"looking": {item, id, name}}``, ``{"resync": true}`` (too much
was missed: load the queue anew). From the desk: ``{"since": cursor}`` (now and then, should a message have been lost),
``{"looking": item or null}``, ``{"active": item}`` (someone works on it).
"""

import asyncio
import json
from time import monotonic
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.contrib.auth import get_user_model
from django.core.cache import cache

from accounts.viewer import viewer_of
from core.viewer import GUEST, Viewer
from moderation import live
from moderation.actions.claim import release, renew
from moderation.models import ReviewItem
from moderation.permissions import may_moderate

NOT_YOURS = 4403  # the desk shows this code and does not try again
MALFORMED = 4400
CHECK_AGAIN_SECONDS = 30
# A page that is loaded anew, or a network that comes back, must not cost the claim.
LEAVE_SECONDS = 45
HERE_SECONDS = 24 * 3600

_leaving: set[asyncio.Task[None]] = set()


class DeskConsumer(AsyncJsonWebsocketConsumer):
    viewer: Viewer = GUEST
    checked_at = 0.0
    joined = False

    async def connect(self) -> None:
        await self.accept()  # a close code reaches the browser only after the handshake
        if not await self._may_stay():
            return
        # First join, then look back: what happens in between comes twice rather than never.
        await self.channel_layer.group_add(live.GROUP, self.channel_name)
        self.joined = True
        await self._note_here()
        asked = parse_qs(self.scope.get("query_string", b"").decode("latin-1")).get("since", [""])[0]
        await self._catch_up(_number(asked))

    async def disconnect(self, code: int) -> None:
        if not self.joined:
            return
        await self.channel_layer.group_discard(live.GROUP, self.channel_name)
        await self._note_here(gone=True)
        leaving = asyncio.create_task(_release_unless_back(self.viewer, LEAVE_SECONDS))
        _leaving.add(leaving)
        leaving.add_done_callback(_leaving.discard)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        try:
            content = json.loads(text_data or "")
        except (ValueError, RecursionError):
            content = None
        await self.receive_json(content)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        if not isinstance(content, dict):
            await self.close(code=MALFORMED)
            return
        if not await self._may_stay():
            return
        if "since" in content:
            await self._catch_up(_number(content["since"]))
        if "looking" in content:
            who = {"item": _number(content["looking"]), "id": self.viewer.user_id, "name": self.viewer.name}
            await self.channel_layer.group_send(live.GROUP, {"type": "live.message", "message": {"looking": who}})
        if item := _number(content.get("active")):
            await database_sync_to_async(renew)(item, self.viewer)

    async def live_message(self, event: dict[str, Any]) -> None:
        """A message of the group (`core.live.push`)."""
        if not await self._may_stay():
            return
        message = event["message"]
        if "looking" not in message:
            await self.send_json({"events": [message]})
        elif message["looking"]["id"] != self.viewer.user_id:
            await self.send_json(message)

    async def _catch_up(self, cursor: int | None) -> None:
        if cursor is None:
            return
        missed = await database_sync_to_async(live.since)(cursor)
        await self.send_json({"resync": True} if missed is None else {"events": missed})

    async def _may_stay(self) -> bool:
        """Ask again now and then: a role that was taken away closes the socket, too."""
        if monotonic() - self.checked_at < CHECK_AGAIN_SECONDS and self.checked_at:
            return True
        self.viewer = await database_sync_to_async(_fresh_viewer)(self.scope.get("user"))
        self.checked_at = monotonic()
        if may_moderate(self.viewer):
            return True
        await self.close(code=NOT_YOURS)
        return False

    async def _note_here(self, *, gone: bool = False) -> None:
        await database_sync_to_async(_count_sockets)(self.viewer.user_id, -1 if gone else 1)


async def _release_unless_back(viewer: Viewer, seconds: float) -> None:
    """Whoever has left the desk for good lets go of what they hold."""
    await asyncio.sleep(seconds)
    await database_sync_to_async(_release_all_if_gone)(viewer)


def _release_all_if_gone(viewer: Viewer) -> None:
    if cache.get(_here_key(viewer.user_id), 0) > 0:
        return
    for item_id in list(ReviewItem.objects.filter(claimed_by=viewer.user_id).values_list("pk", flat=True)):
        release(item_id, viewer)


def _count_sockets(person_id: int | None, by: int) -> None:
    """How many desks this person has open, over all processes."""
    key = _here_key(person_id)
    cache.add(key, 0, timeout=HERE_SECONDS)
    try:
        cache.incr(key, by)
    except ValueError:  # expired between the two calls
        cache.set(key, max(by, 0), timeout=HERE_SECONDS)


def _here_key(person_id: int | None) -> str:
    return f"moderation:desks:{person_id}"


def _fresh_viewer(user: Any) -> Viewer:
    """The session's person as they are now in the database."""
    if user is None or not user.is_authenticated:
        return GUEST
    now = get_user_model()._default_manager.filter(pk=user.pk, is_active=True).first()
    return viewer_of(now) if now else GUEST


def _number(value: Any) -> int | None:
    """A non-negative whole number that fits the database, from whatever was sent."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 19:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63 else None
