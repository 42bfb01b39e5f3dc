"""A websocket for tests. Channels' own communicator needs Daphne, which Plaza doesn't use; asgiref's is the same without."""

import asyncio
import json
from typing import Any
from urllib.parse import unquote, urlsplit

from asgiref.testing import ApplicationCommunicator
from channels.layers import get_channel_layer


class Socket(ApplicationCommunicator):
    """``await socket.connect()``, then `send`, `hear` and `disconnect`. ``scope`` facts: ``user``, ``headers``."""

    def __init__(self, application: Any, address: str, **scope: Any) -> None:
        parts = urlsplit(address)
        facts = {"type": "websocket", "path": unquote(parts.path), "query_string": parts.query.encode(), "headers": [], "subprotocols": []}
        super().__init__(application, {**facts, **scope})

    async def connect(self) -> bool:
        """Whether the handshake was accepted. The first one of a process loads every address of the site."""
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(timeout=10))["type"] == "websocket.accept"

    async def send(self, message: Any) -> None:
        """Sends JSON, or a string as it is."""
        text = message if isinstance(message, str) else json.dumps(message)
        await self.send_input({"type": "websocket.receive", "text": text})

    async def hear(self) -> Any:
        """The next message, from JSON; a close is ``{"closed": code}``."""
        output = await self.receive_output(timeout=5)
        return {"closed": output["code"]} if output["type"] == "websocket.close" else json.loads(output["text"])

    async def disconnect(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait()


async def somebody_in(group: str) -> None:
    """Waits for the first listener of this group: a socket joins a moment after it was accepted."""
    async with asyncio.timeout(10):
        while not get_channel_layer().groups.get(group):
            await asyncio.sleep(0.01)
