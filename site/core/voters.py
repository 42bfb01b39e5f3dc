"""One vote a visitor: what lets a count tell that two signs of interest in the same content come from the same visitor, and nothing else.

A member whom others trust (level 1) and who agreed to be counted votes as that person, from wherever; everybody else votes as the network
they come from, so that ten new accounts in one house are one vote; without a network it is the visit. The vote is hashed with the content
and with a salt of the month that is thrown away after it: it neither says who it was nor ties what one visitor did with other content.
"""

import hashlib
import hmac
import secrets
import threading
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from core import visitor
from core.models import VoterSalt
from core.periodic import periodic
from core.viewer import Viewer

TRUSTED: Final = 1
LENGTH: Final = 16

_salts: dict[date, bytes] = {}
_lock = threading.Lock()


def who(viewer: Viewer, journey: str) -> str:
    """Who votes, for `voter`; empty when nothing tells one visitor from the next."""
    if viewer.user_id is not None and viewer.analytics_consent and viewer.trust >= TRUSTED:
        return f"person:{viewer.user_id}"
    if found := visitor.network():
        return f"network:{found}"
    return f"visit:{journey}" if journey else ""


def voter(who: str, ref: tuple[str, int | str], at: datetime) -> str:
    """``ref``: the content, or ("query", its folded text)."""
    if not who:
        return ""
    told = f"{who}|{ref[0]}:{ref[1]}".encode()
    return hmac.new(_salt(month_of(at)), told, hashlib.sha256).hexdigest()[:LENGTH]


def month_of(at: datetime) -> date:
    return at.date().replace(day=1)


@periodic(seconds=6 * 3600)
def forget_old_salts() -> None:
    now = month_of(timezone.now())
    VoterSalt.objects.filter(month__lt=now).delete()
    with _lock:
        for month in [month for month in _salts if month < now]:
            del _salts[month]


def _salt(month: date) -> bytes:
    with _lock:
        if month not in _salts:
            made = VoterSalt.objects.get_or_create(month=month, defaults={"salt": secrets.token_bytes(32)})[0]
            _salts[month] = bytes(made.salt)
        return _salts[month]
