"""Pieces of a page that are kept because many readers are shown the same: an answer with its author, its buttons and its comments.

A `Piece` is known by all that it shows, word for word, so nothing ever has to be thrown away: what changes makes another piece. Only "two
hours ago" grows old in one, by a twentieth of the text's age at most. Pieces live in the process that drew them, with the templates they
were drawn from.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from core.form_token import form_token

SHORTEST, LONGEST = 60, 3600  # seconds
SHARE_OF_AGE: Final = 20

# A field of a form, as Django and `{% csrf %}` write it. What people wrote holds none: there "<" stands as "&lt;".
_TOKEN = re.compile(r'(<input type="hidden" name="csrfmiddlewaretoken" value=")[A-Za-z0-9]+')
_PLACE = "\0csrf\0"


@dataclass(frozen=True, slots=True)
class Piece:
    key: str
    seconds: int


def piece(*shown: object, moments: Iterable[datetime]) -> Piece:
    """The piece that shows ``shown`` (text, numbers, lists and dicts of them) and says how long ago ``moments`` were."""
    here = (get_language(), timezone.get_current_timezone_name())
    key = sha256(json.dumps((here, shown), default=str).encode()).hexdigest()
    now = timezone.now()
    youngest = min((abs(now - moment).total_seconds() for moment in moments), default=LONGEST * SHARE_OF_AGE)
    return Piece(key, int(min(max(youngest / SHARE_OF_AGE, SHORTEST), LONGEST)))


def drawn(known: Piece, request: HttpRequest, draw: Callable[[], str]) -> str:
    """What was drawn of it before, else what ``draw`` draws now; its forms carry this request's own token."""
    kept = caches["pieces"].get(known.key)
    if kept is None:
        fresh = draw()
        caches["pieces"].set(known.key, _TOKEN.sub(rf"\1{_PLACE}", fresh), known.seconds)
        return fresh
    return kept.replace(_PLACE, form_token(request)) if _PLACE in kept else kept
