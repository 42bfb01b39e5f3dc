"""Make an API token, and revoke it."""

import hashlib
import secrets
from collections.abc import Iterable

from accounts.models import ApiToken, User
from accounts.scopes import SCOPES

PREFIX = "plz_"
START_SHOWN = 8


def make_token(person: User, name: str, scopes: Iterable[str]) -> tuple[ApiToken, str]:
    """The token and its key. The key is nowhere else: it can't be shown again.

    Raises:
        ValueError: a scope doesn't exist.
    """
    wanted = sorted(set(scopes))
    if unknown := [scope for scope in wanted if scope not in SCOPES]:
        raise ValueError(f"no such scope: {', '.join(unknown)}")
    key = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(person=person, name=name, start=key[:START_SHOWN], hash=hash_of(key), scopes=wanted)
    return token, key


def revoke_token(token: ApiToken) -> None:
    token.delete()


def hash_of(key: str) -> str:
    """A key has 256 random bits, so a plain SHA-256 is as good as a slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()
