"""The engines, and which one this site uses (`SEARCH_ENGINE`)."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search.engines.protocol import Engine
from search.engines.tantivy import TantivyEngine

ENGINES = {"tantivy": TantivyEngine}

_engines: dict[tuple[str, Path], Engine] = {}


def engine(name: str = "", folder: Path | None = None) -> Engine:
    """The engine called ``name`` (default: the site's) with its index in ``folder`` (default: the site's)."""
    chosen = name or settings.SEARCH_ENGINE
    if chosen not in ENGINES:
        raise ImproperlyConfigured(f"unknown search engine {chosen!r}; there is {', '.join(ENGINES)}")
    place = folder or Path(settings.SEARCH_INDEX)
    if (chosen, place) not in _engines:
        _engines[chosen, place] = ENGINES[chosen](place)
    return _engines[chosen, place]
