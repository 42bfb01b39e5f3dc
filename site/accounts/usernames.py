"""User names made from display names: plain letters, free, and without the e-mail address."""

import re
import secrets

from anyascii import anyascii

from accounts.models import User

LONGEST = 40
# Addresses below /people/ that are no person's.
TAKEN = {"complete"}


def free_username(display_name: str) -> str:
    """``"María Núñez"`` becomes ``maria-nunez``, or ``maria-nunez-4821`` when that is taken."""
    plain = re.sub(r"[^a-z0-9]+", "-", anyascii(display_name).lower()).strip("-")[:LONGEST].strip("-") or "member"
    name = plain
    while name in TAKEN or User.objects.filter(username__iexact=name).exists():
        name = f"{plain}-{secrets.randbelow(9000) + 1000}"
    return name


def anonymous_username() -> str:
    return f"anon-{secrets.token_hex(4)}"
