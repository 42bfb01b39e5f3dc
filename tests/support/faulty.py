"""An HTTP server that passes requests on to another, except those that a test wants answered otherwise."""

import json
import threading
from collections.abc import Callable
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

Answer = tuple[int, str, bytes]  # status, content type, body


def refusal(status: int, kind: str = "refused") -> Answer:
    """As Elasticsearch refuses."""
    told = {"error": {"type": kind, "reason": kind, "root_cause": []}, "status": status}
    return status, "application/vnd.elasticsearch+json;compatible-with=8", json.dumps(told).encode()


class Faulty:
    """``answer(method, path)`` says what a request gets instead of the answer of ``target``, which it gets when that is None."""

    def __init__(self, target: str):
        self.answer: Callable[[str, str], Answer | None] = lambda method, path: None
        parts = urlsplit(target)
        faulty = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *told: Any) -> None: ...

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, kind, answered = faulty.answer(self.command, self.path) or self.passed_on(body)
                self.send_response(status)
                self.send_header("X-Elastic-Product", "Elasticsearch" if "json" in kind else "")
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(answered)))
                self.end_headers()
                self.wfile.write(answered if self.command != "HEAD" else b"")

            def passed_on(self, body: bytes) -> Answer:
                near = HTTPConnection(str(parts.hostname), parts.port)
                near.request(
                    self.command, self.path, body, {name: self.headers[name] for name in ("Accept", "Content-Type") if self.headers[name]}
                )
                answered = near.getresponse()
                return answered.status, answered.headers.get("Content-Type", ""), answered.read()

        for method in ("GET", "POST", "PUT", "DELETE", "HEAD"):
            setattr(Handler, f"do_{method}", Handler.handle_any)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
