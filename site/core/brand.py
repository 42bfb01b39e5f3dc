"""What the company is called and looks like. A room provides what managers set in the admin; without it the environment says.

Pages ask on every request, so the answer is kept in the cache for a minute, and forgotten the moment somebody changes it: at once in
this process, and with Redis in all of them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError

log = structlog.get_logger(__name__)

# A colour and nothing else: what stands here is served as CSS.
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|(?:oklch|rgb|hsl)\([0-9a-z.,%/ +-]{3,40}\)")
KEPT_SECONDS = 60
_KEY = "core.brand:1"


@dataclass(frozen=True, slots=True)
class Logo:
    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Brand:
    """``colour`` is a CSS colour or empty; ``system_font``: the device's own instead of ours."""

    name: str
    colour: str = ""
    tagline: str = ""
    system_font: bool = False
    logo: Logo | None = None
    phone: str = ""
    hours: str = ""
    links: tuple[Link, ...] = ()


_provider: Callable[[Brand], Brand] | None = None


def provide(read: Callable[[Brand], Brand]) -> None:
    """``read`` gets what the environment says and returns it with what managers set."""
    global _provider
    _provider = read


def current() -> Brand:
    if kept := cache.get(_KEY):
        return kept
    by_environment = Brand(settings.COMMUNITY_NAME, checked_colour(settings.BRAND_COLOUR))
    if _provider is None:
        return by_environment
    try:
        brand = _provider(by_environment)
    except DatabaseError as error:
        log.warning("the company's face can't be read", error=str(error))
        return by_environment
    cache.set(_KEY, brand, KEPT_SECONDS)
    return brand


def forget() -> None:
    """Somebody changed it: whoever asks next reads it anew."""
    cache.delete(_KEY)


def checked_colour(colour: str) -> str:
    """The colour, or nothing when it is none."""
    colour = colour.strip()
    return colour if COLOUR.fullmatch(colour) else ""
