"""Websocket addresses of this room; `config.asgi` checks origin and session before they are reached."""

from django.urls import path

import forums.converters  # noqa: F401 - registers <forum_row:…>
from forums.consumers import TopicConsumer

websocket_urlpatterns = [path("ws/topics/<forum_row:topic_id>/", TopicConsumer.as_asgi())]
