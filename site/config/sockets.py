"""Every websocket address; an unknown one is closed quietly instead of failing with a 500."""

from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import re_path

from moderation.routing import websocket_urlpatterns as desk


class Nowhere(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.close(code=4404)


websocket_urlpatterns = [*desk, re_path(r"^.*$", Nowhere.as_asgi())]
