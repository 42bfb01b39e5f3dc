"""The door to other machines, tried with real servers on this one."""

import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from core import http
from core.http import OutgoingError, RefusedAddress, is_public, request


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.append((self.command, self.path, dict(self.headers)))
        if self.path.startswith("/to?"):
            self.send_response(302)
            self.send_header("Location", self.path[4:])
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/large":
            self.answer(b"x" * 200_000)
        elif self.path == "/bomb":
            self.answer(gzip.compress(b"x" * 5_000_000), ("Content-Encoding", "gzip"))
        elif self.path == "/drip":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(300):
                time.sleep(0.1)
                self.wfile.write(b"X-Drip: 1\r\n")
        elif self.path == "/nonsense":
            self.wfile.write(b"nonsense\r\n\r\n")
        else:
            self.answer(b"hello", ("X-One", "1"))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/echo":
            self.answer(body)
        else:
            self.do_GET()

    def answer(self, body, *headers):
        self.send_response(200)
        for header in headers:
            self.send_header(*header)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.seen = []
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def address(server, settings) -> str:
    """The server's address, which the operator allows."""
    allowed = f"127.0.0.1:{server.server_port}"
    settings.OUTGOING_ALLOW = [allowed]
    return f"http://{allowed}"


def test_answers_come_whole(address):
    response = request("GET", f"{address}/", headers={"X-Asked": "yes"})

    assert (response.status_code, response.text, response.headers["X-One"]) == (200, "hello", "1")


def test_bodies_are_sent(address):
    assert request("POST", f"{address}/echo", content="¿qué?").text == "¿qué?"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://0/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.100.100.200/",
        "http://168.63.129.16/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://①②⑦.⓪.⓪.①/",
        "https://127.0.0.1:8443/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "//127.0.0.1/",
        "http:///x",
        "http://user:secret@example.com/",
        "http://[::1/",
        "",
    ],
)
def test_inside_is_refused_however_it_is_written(url):
    with pytest.raises(RefusedAddress):
        request("GET", url)


def test_refused_before_anything_is_sent(server):
    with pytest.raises(RefusedAddress):
        request("GET", f"http://127.0.0.1:{server.server_port}/")

    assert server.seen == []


def test_a_name_that_means_an_inside_address_is_refused(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", _answers("93.184.216.34", "10.0.0.7"))

    with pytest.raises(RefusedAddress):
        request("GET", "http://example.com/")


def test_a_name_is_looked_up_once_and_the_checked_address_is_called(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", _answers("93.184.216.34"))
    called = []
    monkeypatch.setattr(http.httpcore.SyncBackend, "connect_tcp", lambda self, host, *rest: called.append(host) or _refuse())

    with pytest.raises(OutgoingError):
        request("GET", "http://example.com/")

    assert called == ["93.184.216.34"]
    assert len(http.socket.getaddrinfo.calls) == 1


def test_redirects_are_followed_and_each_step_is_checked(address, server):
    assert request("GET", f"{address}/to?/there").text == "hello"
    assert [path for _, path, _ in server.seen] == ["/to?/there", "/there"]

    with pytest.raises(RefusedAddress):
        request("GET", f"{address}/to?http://localhost:{server.server_port}/")
    with pytest.raises(RefusedAddress):
        request("GET", f"{address}/to?file:///etc/passwd")


def test_redirects_end(address):
    with pytest.raises(OutgoingError, match="redirects"):
        request("GET", f"{address}/to?/to?/to?/to?/to?/there")


def test_a_redirected_post_is_not_sent_again(address, server):
    assert request("POST", f"{address}/to?/there", content="x").status_code == 302
    assert len(server.seen) == 1


def test_other_hosts_do_not_get_the_credentials(address, server, settings):
    settings.OUTGOING_ALLOW = [*settings.OUTGOING_ALLOW, f"localhost:{server.server_port}"]

    request("GET", f"{address}/to?http://localhost:{server.server_port}/", headers={"Authorization": "Bearer secret"})

    assert "Authorization" in server.seen[0][2]
    assert "Authorization" not in server.seen[1][2]


@pytest.mark.parametrize("path", ["/large", "/bomb"])
def test_large_answers_are_cut_off(address, path):
    with pytest.raises(OutgoingError, match="more than"):
        request("GET", address + path, max_body=100_000)


def test_dripping_servers_are_left(address):
    began = time.monotonic()

    with pytest.raises(OutgoingError):
        request("GET", f"{address}/drip", timeout=0.5)

    assert time.monotonic() - began < 5  # it would drip for thirty


def test_what_is_not_http_is_an_outgoing_error(address):
    with pytest.raises(OutgoingError):
        request("GET", f"{address}/nonsense")


def test_nobody_there_is_an_outgoing_error(settings):
    settings.OUTGOING_ALLOW = ["127.0.0.1:9"]

    with pytest.raises(OutgoingError) as caught:
        request("GET", "http://127.0.0.1:9/")

    assert not isinstance(caught.value, RefusedAddress)


def test_private_addresses_can_be_allowed_by_the_caller(server):
    assert request("GET", f"http://127.0.0.1:{server.server_port}/", allow_private=True).text == "hello"


def test_the_environments_proxy_is_not_asked(address, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    assert request("GET", f"{address}/").text == "hello"


@pytest.mark.parametrize(
    "number, public", [("93.184.216.34", True), ("2606:2800:220:1::1", True), ("198.18.0.1", False), ("192.0.2.1", False)]
)
def test_what_public_means(number, public):
    assert is_public(ipaddress.ip_address(number)) is public


def _answers(*addresses):
    def look_up(host, port, **_):
        look_up.calls.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    look_up.calls = []
    return look_up


def _refuse():
    raise http.httpcore.ConnectError
