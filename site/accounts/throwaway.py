"""Addresses that last ten minutes: nobody can be told there that somebody answered."""

from disposable_email_domains import blocklist
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def is_throwaway(email: str) -> bool:
    """Also for a subdomain of a listed domain. The operator's lists come first."""
    domain = email.rpartition("@")[2].lower()
    parts = domain.split(".")
    domains = {".".join(parts[start:]) for start in range(len(parts) - 1)}
    if domains & settings.DISPOSABLE_ALLOWED:
        return False
    return bool(domains & settings.DISPOSABLE_REFUSED) or not domains.isdisjoint(blocklist)


def refuse_throwaway(email: str) -> None:
    """Raises ValidationError with what to do instead."""
    if is_throwaway(email):
        raise ValidationError(_("This is a throw-away address. Use one at which we can still reach you next month."), code="throwaway")
