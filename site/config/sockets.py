"""Every websocket address; an unknown one is closed quietly instead of failing with a 500."""

from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import re_path

from forums.routing import websocket_urlpatterns as forums
from moderation.routing import websocket_urlpatterns as desk
from notifications.routing import websocket_urlpatterns as notifications


class Nowhere(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.close(code=4404)


websocket_urlpatterns = [*desk, *notifications, *forums, re_path(r"^.*$", Nowhere.as_asgi())]
