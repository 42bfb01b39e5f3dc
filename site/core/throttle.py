"""How often someone may do something: ``allow("qa.answer", viewer.user_id, "10/h")``.

Windows are fixed and counted in Django's cache: with Redis they hold across all processes, in the embedded default across the one.
"""

import re
from hashlib import sha256
from time import time

from django.core.cache import cache

from core.viewer import Viewer

_RATE = re.compile(r"(\d+)/(\d*)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def allow(scope: str, key: object, rate: str) -> bool:
    """Count one more of ``scope`` for ``key``; False once ``rate`` ("5/m", "100/d", "3/10m") is used up in the present window."""
    times, seconds = _parsed(rate)
    window = int(time()) // seconds
    counter = f"throttle:{scope}:{rate}:{window}:{sha256(str(key).encode(errors='replace')).hexdigest()[:32]}"
    if cache.add(counter, 1, timeout=seconds + 1):
        return times >= 1
    try:
        return bool(cache.incr(counter) <= times)
    except ValueError:  # the counter ran out between the two calls: a new window has begun
        return True


class TooFast(Exception):
    """``retry_after`` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"again in {retry_after} s")
        self.retry_after = retry_after


def count(scope: str, viewer: Viewer, rate: str) -> None:
    """Count one more ``scope`` for somebody who posts. Staff are not counted.

    Raises:
        TooFast: that was one too many.
    """
    if not viewer.is_staff and not allow(scope, viewer.user_id, rate):
        raise TooFast(retry_after(rate))


def retry_after(rate: str) -> int:
    """Seconds until the present window of ``rate`` ends, for a Retry-After header."""
    seconds = _parsed(rate)[1]
    return seconds - int(time()) % seconds


def _parsed(rate: str) -> tuple[int, int]:
    match = _RATE.fullmatch(rate)
    if not match:
        raise ValueError(f"{rate!r} is not a rate such as 10/h or 3/10m")
    return int(match[1]), int(match[2] or 1) * _SECONDS[match[3]]
