"""A server that a test can take away and bring back: a port that passes connections on, or doesn't."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class Proxy:
    """Passes what comes to ``url`` on to ``target``. ``close`` refuses connections, ``hang`` takes them and says nothing, ``open`` mends
    either."""

    def __init__(self, target: str):
        parts = urlsplit(target)
        self._target = (parts.hostname, parts.port)
        self._address = ("127.0.0.1", 0)
        self._listener: socket.socket | None = None
        self._held: list[socket.socket] = []
        self._silent = False
        self.open()
        self.url = f"http://127.0.0.1:{self._address[1]}"

    def open(self) -> None:
        self.close()
        self._silent = False
        self._listener = socket.create_server(self._address)
        self._address = self._listener.getsockname()
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def hang(self) -> None:
        self.open()
        self._silent = True

    def close(self) -> None:
        for each in [self._listener, *self._held]:
            if each is not None:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
        self._listener, self._held = None, []

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                self._held.append(near)
                if not self._silent:
                    far = socket.create_connection(self._target)
                    self._held.append(far)
                    for source, sink in ((near, far), (far, near)):
                        threading.Thread(target=_pump, args=(source, sink), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
