"""The token that ties a search to what the visitor did before and does next."""

import re
import secrets

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,40}")


def journey_of(given: str) -> str:
    """The one given, or a new one."""
    return given if _TOKEN.fullmatch(given) else secrets.token_urlsafe(16)
