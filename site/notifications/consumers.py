"""The socket of one signed-in person: their pages hear of what is new for them, and of nobody else's."""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.utils import translation

from notifications.actions.notify import group_of
from notifications.live import present, said_to

NOT_SIGNED_IN = 4403  # the page doesn't try again


class PersonConsumer(AsyncJsonWebsocketConsumer):
    person_id: int | None = None

    async def connect(self) -> None:
        await self.accept()  # a close code reaches the browser only after the handshake
        user = self.scope.get("user")
        self.person_id = user.pk if user is not None and user.is_authenticated else None
        if self.person_id is None:
            await self.close(code=NOT_SIGNED_IN)
            return
        # First join, then count: what happens in between is heard twice rather than never.
        await self.channel_layer.group_add(group_of(self.person_id), self.channel_name)
        await self._say({})

    async def disconnect(self, code: int) -> None:
        if self.person_id is not None:
            await self.channel_layer.group_discard(group_of(self.person_id), self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        """Nothing is asked here: whatever comes is left unread."""

    async def live_message(self, event: dict[str, Any]) -> None:
        """A message of the group (`core.live.push`)."""
        await self._say(event["message"])

    async def _say(self, message: dict[str, Any]) -> None:
        said = await database_sync_to_async(_said)(self.person_id, message)
        if said is None:
            await self.close(code=NOT_SIGNED_IN)
        else:
            await self.send_json(said)


def _said(person_id: int, message: dict[str, Any]) -> dict[str, Any] | None:
    """In the person's language; None once they may not sign in any more."""
    person = present(person_id)
    if person is None:
        return None
    with translation.override(person.language):
        return said_to(person, message)
