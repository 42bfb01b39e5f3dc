"""Websocket addresses of this room; `config.asgi` checks origin and session before they are reached."""

from django.urls import path

from notifications.consumers import PersonConsumer

websocket_urlpatterns = [path("ws/notifications/", PersonConsumer.as_asgi())]
