"""Live pushes: from any thread to the websockets that listen, after the transaction commits.

The in-memory channel layer lives on the server's event loop, so a push from a worker thread hands over to that loop
(`server_loop`, set at lifespan start). A push is a hint, never the record: who missed one catches up from the database.
"""

import asyncio
from typing import Any

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

log = structlog.get_logger(__name__)

_server_loop: asyncio.AbstractEventLoop | None = None


def set_server_loop(loop: asyncio.AbstractEventLoop | None) -> None:
    global _server_loop
    _server_loop = loop


def push(group: str, message: dict[str, Any]) -> None:
    """Send ``message`` to every consumer in ``group`` once the current transaction commits (now, if there is none)."""
    transaction.on_commit(lambda: _send(group, message), robust=True)


def _send(group: str, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    packed = {"type": "live.message", "message": message}
    try:
        if _server_loop is not None and _server_loop.is_running():
            asyncio.run_coroutine_threadsafe(layer.group_send(group, packed), _server_loop)
        else:
            async_to_sync(layer.group_send)(group, packed)
    except Exception:
        log.exception("live push failed", group=group)
