"""What starts and stops with the embedded server: the loop that live pushes go to, and the work behind the pages."""

import asyncio
import threading

from core import live, workers


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
                live.set_server_loop(asyncio.get_running_loop())
                if self._run_relay:
                    self._threads = workers.start(self._stop)
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await asyncio.to_thread(self._end)
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _end(self) -> None:
        self._stop.set()
        workers.wait(self._threads)
        live.set_server_loop(None)
