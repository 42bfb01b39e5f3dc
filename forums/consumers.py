"""The socket of a topic's page: says that somebody wrote (``{"number": …, "author": …}``); what they wrote is fetched as any page is."""

import json
from time import monotonic
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.contrib.auth import get_user_model

from accounts.viewer import viewer_of
from core.viewer import GUEST, Viewer
from forums.models import Topic
from forums.permissions import rights_of

NOT_FOR_YOU = 4404
CHECK_AGAIN_SECONDS = 60


class TopicConsumer(AsyncWebsocketConsumer):
    group = ""
    checked_at = 0.0

    async def connect(self) -> None:
        await self.accept()  # a close code reaches the browser only after the handshake
        topic_id = self.scope["url_route"]["kwargs"]["topic_id"]
        if not await self._may_stay(topic_id):
            return
        self.group = f"topic.{topic_id}"
        await self.channel_layer.group_add(self.group, self.channel_name)

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing is asked here."""

    async def live_message(self, event: dict[str, Any]) -> None:
        """A message of the group (`core.live.push`)."""
        if await self._may_stay(self.scope["url_route"]["kwargs"]["topic_id"]):
            await self.send(json.dumps(event["message"]))

    async def _may_stay(self, topic_id: int) -> bool:
        """Ask again now and then: a forum that is closed to somebody closes their sockets, too."""
        if self.checked_at and monotonic() - self.checked_at < CHECK_AGAIN_SECONDS:
            return True
        self.checked_at = monotonic()
        if await database_sync_to_async(_may_see)(self.scope.get("user"), topic_id):
            return True
        await self.close(code=NOT_FOR_YOU)
        return False


def _may_see(user: Any, topic_id: int) -> bool:
    """The session's person as they are now in the database."""
    viewer: Viewer = GUEST
    if user is not None and user.is_authenticated:
        fresh = get_user_model()._default_manager.filter(pk=user.pk).first()  # the session's may be a lazy stand-in
        viewer = viewer_of(fresh) if fresh else GUEST
    return Topic.objects.visible_to(viewer, rights_of(viewer)).filter(pk=topic_id).exists()
