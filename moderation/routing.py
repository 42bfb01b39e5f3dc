"""Websocket addresses of this room; `config.asgi` checks origin and session before they are reached."""

from django.urls import path

from moderation.consumers import DeskConsumer

websocket_urlpatterns = [path("ws/desk/", DeskConsumer.as_asgi())]
