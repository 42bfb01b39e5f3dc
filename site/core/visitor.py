"""The visitor behind the request that is being answered: which network it comes from, and whether it is a program.

Both are worked out only when somebody asks: counting what was read does, most requests don't.
"""

import hashlib
import hmac
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import TypeVar

from crawlerdetect import CrawlerDetect
from django.conf import settings
from django.http import HttpRequest, HttpResponse

# The part of an address that one household or office shares.
IPV4_PREFIX, IPV6_PREFIX = 24, 48
LONGEST_AGENT = 300

Read = TypeVar("Read")

_answering: ContextVar[HttpRequest | None] = ContextVar("answering", default=None)


class Visitors:
    """The middleware by which `network` and `is_program` know the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _answering.set(request)
        try:
            return self.get_response(request)
        finally:
            _answering.reset(token)


def once(key: Hashable, read: Callable[[], Read]) -> Read:
    """What ``read`` gives, read once while this request is being answered; outside a request it is read each time."""
    request = _answering.get()
    if request is None:
        return read()
    kept = request.__dict__.setdefault("_read_once", {})
    if key not in kept:
        kept[key] = read()
    return kept[key]


def read_again() -> None:
    """What was read once may have changed during the request."""
    request = _answering.get()
    if request is not None:
        request.__dict__.pop("_read_once", None)


def network() -> str:
    """The visitor's network as a keyed hash; that of the one address where it is private, so that an intranet's people are told apart.
    Empty outside a request and on this machine."""
    request = _answering.get()
    if request is None:
        return ""
    return network_of(request) or _private_address(request)


def is_program() -> bool:
    """Whether a crawler or another program says that it is one."""
    request = _answering.get()
    return request is not None and _names_a_program(request.headers.get("User-Agent", "")[:LONGEST_AGENT])


def network_of(request: HttpRequest) -> str:
    """Which network a request comes from, as a keyed hash: enough to see that two visitors share one, not enough to find them.

    Empty when the address says nothing: on this machine, in a private network, or malformed.
    """
    try:
        address = ip_address(_client_address(request))
    except ValueError:
        return ""
    if not address.is_global:
        return ""
    prefix = IPV4_PREFIX if address.version == 4 else IPV6_PREFIX
    return _hashed(str(ip_network(f"{address}/{prefix}", strict=False)))


def _private_address(request: HttpRequest) -> str:
    try:
        address = ip_address(_client_address(request))
    except ValueError:
        return ""
    return "" if address.is_loopback else _hashed(str(address))


def _hashed(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _client_address(request: HttpRequest) -> str:
    """The peer's address, or what the outermost trusted proxy noted (`PROXY_HOPS`)."""
    if settings.PROXY_HOPS:
        noted = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(noted) >= settings.PROXY_HOPS:
            return noted[-settings.PROXY_HOPS]
    return str(request.META.get("REMOTE_ADDR", ""))


@lru_cache(maxsize=2_000)
def _names_a_program(agent: str) -> bool:
    return bool(agent) and bool(CrawlerDetect(user_agent=agent).isCrawler())
