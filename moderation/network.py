"""Which network a request comes from, as a keyed hash: enough to see that two reporters share one, not enough to find them."""

import hashlib
import hmac
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# The part of an address that one household or office shares.
IPV4_PREFIX, IPV6_PREFIX = 24, 48


def network_of(request: HttpRequest) -> str:
    """Empty when the address says nothing: on this machine, in a private network, or malformed."""
    try:
        address = ip_address(_client_address(request))
    except ValueError:
        return ""
    if not address.is_global:
        return ""
    prefix = IPV4_PREFIX if address.version == 4 else IPV6_PREFIX
    network = ip_network(f"{address}/{prefix}", strict=False)
    return hmac.new(settings.SECRET_KEY.encode(), str(network).encode(), hashlib.sha256).hexdigest()


def _client_address(request: HttpRequest) -> str:
    """The peer's address, or what the outermost trusted proxy noted (`PROXY_HOPS`)."""
    if settings.PROXY_HOPS:
        noted = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(noted) >= settings.PROXY_HOPS:
            return noted[-settings.PROXY_HOPS]
    return str(request.META.get("REMOTE_ADDR", ""))
