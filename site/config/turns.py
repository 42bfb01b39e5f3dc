"""A few pages are made at a time, the others wait their turn.

One Python process computes on one core, however many threads it has. Eight pages made at once each take eight times as long; one after
the other the last one takes as long as before, and all others less. Only reading takes turns: its request is whole before it begins, so no
slow sender holds one, and who has waited `PATIENCE` goes on, so no reader is held up by others that wait for something outside.
"""

import threading
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PATIENCE: Final = 1.0  # seconds
READING: Final = ("GET", "HEAD")


class Turns:
    """``PAGES_AT_ONCE`` pages at a time in this process; 0 lets all go at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.free = threading.BoundedSemaphore(settings.PAGES_AT_ONCE) if settings.PAGES_AT_ONCE else None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.free is None or request.method not in READING or not self.free.acquire(timeout=PATIENCE):
            return self.get_response(request)
        try:
            return self.get_response(request)
        finally:
            self.free.release()
