"""The engines, and which one this site uses (`SEARCH_ENGINE`)."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search.engines.protocol import Engine
from search.engines.tantivy import TantivyEngine


def elasticsearch(place: Path) -> Engine:
    """Indices on the server of `ELASTICSEARCH`; those of another place than the site's bear its folder's name too."""
    # The client takes half a second to import, which only sites that use it should wait for.
    from search.engines.elasticsearch import ElasticsearchEngine
    from search.engines.elasticsearch_server import Server
    from search.engines.standin import Standin

    given = settings.ELASTICSEARCH
    prefix = given["prefix"]
    if place != Path(settings.SEARCH_INDEX):
        prefix += "-" + re.sub(r"[^a-z0-9]+", "-", place.name.lower()).strip("-")
    server = Server(given["urls"], seconds=given["seconds"], **given["options"])
    return ElasticsearchEngine(server, prefix, Standin())


ENGINES: Final[dict[str, Callable[[Path], Engine]]] = {"tantivy": TantivyEngine, "elasticsearch": elasticsearch}

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
