"""The one door to other machines: no address that a person typed can make Plaza talk to its own network.

Each connection, each step of a redirect included, looks the host up once, refuses it if any of its addresses is not public, and then
connects to the address that was checked, so a name that changes its mind in between gains nothing.
"""

import ipaddress
import socket
import ssl
from collections.abc import Iterable, Mapping
from contextlib import closing
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx
from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

TIMEOUT = 10.0
MAX_BODY = 5_000_000
MAX_REDIRECTS = 3
AGENT = "Plaza/1.0"

# Public by number, but a cloud's inside.
_INSIDE_CLOUDS = {ipaddress.ip_address("168.63.129.16")}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class OutgoingError(Exception):
    """The request brought no whole answer: no connection, too slow, too large, not HTTP."""


class RefusedAddress(OutgoingError):
    """The address is not one that Plaza calls: private, local, or not http(s). Trying again changes nothing."""


def is_public(address: Address) -> bool:
    """Whether ``address`` is out on the internet, looking through the ways of writing an IPv4 address in IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return is_public(inner)
        if getattr(address, "scope_id", None):
            return False
    return address.is_global and not address.is_multicast and address not in _INSIDE_CLOUDS


class _InTime(httpcore.NetworkStream):
    """A connection whose every step ends by the request's deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def _left(self, timeout: float | None, late: type[Exception]) -> float:
        left = min(timeout or TIMEOUT, self._deadline - monotonic())
        if left <= 0:
            raise late
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> "_InTime":
        left = self._left(timeout, httpcore.ConnectTimeout)
        return _InTime(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _CheckedNetwork(httpcore.NetworkBackend):
    """Opens connections to checked addresses alone."""

    def __init__(self, allow_private: bool, deadline: float) -> None:
        self._network = httpcore.SyncBackend()
        self._allow_private = allow_private
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _resolve(host, port)
        allowed = self._allow_private or f"{host}:{port}" in settings.OUTGOING_ALLOW
        if not allowed and not all(is_public(address) for address in addresses):
            raise RefusedAddress(f"{host} is not on the public internet")
        failure: Exception = httpcore.ConnectError(f"no address for {host}")
        for address in addresses:
            left = min(timeout or TIMEOUT, self._deadline - monotonic())
            if left <= 0:
                raise httpcore.ConnectTimeout
            try:
                return _InTime(self._network.connect_tcp(str(address), port, left, local_address, socket_options), self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None) -> Any:
        raise RefusedAddress("sockets on this machine are not called")

    def sleep(self, seconds: float) -> None:
        self._network.sleep(seconds)


class _Transport(httpx.HTTPTransport):
    """httpx's own, with its pool opened through `_CheckedNetwork`; httpx has no public way to say so."""

    def __init__(self, allow_private: bool, deadline: float) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False), network_backend=_CheckedNetwork(allow_private, deadline)
        )


def _resolve(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} has no address: {error}") from error
    return list(dict.fromkeys(ipaddress.ip_address(entry[4][0]) for entry in found))


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes | str | None = None,
    timeout: float = TIMEOUT,
    allow_private: bool = False,
    max_body: int = MAX_BODY,
) -> httpx.Response:
    """Send one request and read its whole answer, whatever its status, within ``timeout`` seconds in all.

    GET and HEAD follow up to three redirects; other methods give the redirect itself. Private addresses are called when an operator
    says so: ``allow_private``, or ``host:port`` in PLAZA_OUTGOING_ALLOW.

    Raises:
        RefusedAddress: the address, or one that it redirects to, is private or not http(s).
        OutgoingError: no connection, too slow, over ``max_body`` bytes, or not HTTP.
    """
    deadline = monotonic() + timeout
    sent = {"User-Agent": AGENT, "Accept-Encoding": "identity"} | dict(headers or {})
    try:
        with httpx.Client(transport=_Transport(allow_private, deadline), timeout=timeout, trust_env=False) as client:
            asked = client.build_request(method.upper(), _checked(url), headers=sent, content=content)
            for _ in range(MAX_REDIRECTS + 1):
                with closing(client.send(asked, stream=True)) as answer:
                    if answer.next_request is None or asked.method not in {"GET", "HEAD"}:
                        return _whole(answer, max_body)
                    asked = answer.next_request
                    _checked(str(asked.url))
    except OutgoingError:
        raise
    except httpx.InvalidURL as error:
        raise RefusedAddress(f"not an address: {error}") from error
    except (httpx.HTTPError, httpcore.ConnectError, UnicodeError, ValueError) as error:
        raise OutgoingError(f"{urlsplit(url).hostname}: {type(error).__name__} {error}".strip()) from error
    raise OutgoingError(f"{urlsplit(url).hostname}: more than {MAX_REDIRECTS} redirects")


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise RefusedAddress(f"not an address: {error}") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise RefusedAddress("only http and https addresses are called")
    if parts.username or parts.password:
        raise RefusedAddress("an address with a password in it is not called")
    return url


def _whole(answer: httpx.Response, max_body: int) -> httpx.Response:
    body = bytearray()
    for chunk in answer.iter_bytes(65_536):
        body += chunk
        if len(body) > max_body:
            raise OutgoingError(f"{answer.url.host}: answered more than {max_body} bytes")
    headers = [(name, value) for name, value in answer.headers.multi_items() if name not in {"content-encoding", "transfer-encoding"}]
    return httpx.Response(answer.status_code, headers=headers, content=bytes(body), request=answer.request)
