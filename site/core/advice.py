"""What forms do with the advice of managers (`core.ports.suggester.Advice`): ask for the product's version and take it along."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from core.characters import clean_line
from core.ports.suggester import Advice

VERSION_MAX: Final = 60


def version_of(typed: Mapping[str, str]) -> str:
    """The version that was typed, in one line."""
    return clean_line(typed.get("version", ""))[:VERSION_MAX]


def missing_version(advice: Advice, typed: Mapping[str, str]) -> str:
    """What to tell who was asked for the version and left it out; empty when nothing is missing."""
    if advice.asks_version and not version_of(typed):
        return _("Say which version of the product you have: for this problem the answer depends on it.")
    return ""


def with_version(body: str, typed: Mapping[str, str]) -> str:
    """``body`` with the version that was typed as its last line."""
    version = version_of(typed)
    return f"{body}\n\n{_('Version')}: {version}" if version else body
