"""What starts and stops with the embedded server: the loop that live pushes go to, the relay, the periodic functions."""

import asyncio
import threading

from core import live, periodic
from core.events import relay

STOP_SECONDS = 10


class Lifespan:
    """The ASGI lifespan protocol; ``run_relay`` is off where `manage.py worker` does that work."""

    def __init__(self, *, run_relay: bool) -> None:
        self._run_relay = run_relay
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    async def __call__(self, scope, receive, send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await asyncio.to_thread(self._end)
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _start(self) -> None:
        live.set_server_loop(asyncio.get_running_loop())
        if not self._run_relay:
            return
        for name, target in (("relay", relay.run), ("periodic", periodic.run)):
            thread = threading.Thread(target=target, args=(self._stop,), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def _end(self) -> None:
        self._stop.set()
        relay.wake()
        for thread in self._threads:
            thread.join(STOP_SECONDS)
        live.set_server_loop(None)
