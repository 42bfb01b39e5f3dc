"""A search as an Atom feed: what everybody may see of what it finds, the newest first."""

from hashlib import sha256
from typing import Any, Final

import structlog
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from core import brand
from core.content import Card, content
from core.feeds import TextFeed
from core.viewer import GUEST
from search import pages
from search.changes import withdrawn
from search.engines import engine
from search.pages import Asked

ROWS: Final = 20
SECONDS: Final = 600

log = structlog.get_logger(__name__)


class SearchFeed(TextFeed):
    """Which documents a search finds is kept for `SECONDS`; whether a guest may see them is asked of the database each time, so nothing
    that was hidden meanwhile is shown. For guests, whoever asks."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        patch_cache_control(response, public=True, max_age=SECONDS)
        return response

    def get_object(self, request: HttpRequest) -> Asked:  # type: ignore[override]
        asked = pages.read(request.GET, "")
        if not asked.text:
            raise Http404
        return asked

    def title(self, obj: Asked) -> str:
        return f"{_('Search')}: {obj.text[:100]} · {brand.current().name}"

    def link(self, obj: Asked) -> str:
        return reverse("search:results") + obj.url()

    def feed_url(self, obj: Asked) -> str:
        return reverse("search:feed") + obj.url()

    def items(self, obj: Asked) -> list[Card]:
        cards = content.cards(_refs(obj), GUEST)
        return sorted(cards.values(), key=lambda card: card.created_at, reverse=True)

    def item_title(self, item: Card) -> str:
        return item.title

    def item_text(self, item: Card) -> str:
        return item.excerpt

    def item_link(self, item: Card) -> str:
        return item.url

    def item_pubdate(self, item: Card) -> Any:
        return item.created_at


def _refs(asked: Asked) -> list[tuple[str, int]]:
    """The documents that it finds, for a guest, without mending or letting go: a feed tells of what was asked for."""
    key = "search.feed:" + sha256(asked.url(page=1).encode(errors="replace")).hexdigest()
    try:
        kept = caches["pages"].get(key)
    except Exception:
        log.exception("kept feeds can't be read")
        kept = None
    if kept is None:
        found = engine().search(asked.strictly(ROWS, GUEST.audiences, exclude=withdrawn()))
        kept = [(hit.kind, hit.id) for hit in found.hits]
        try:
            caches["pages"].set(key, kept, timeout=SECONDS)
        except Exception:
            log.exception("a feed can't be kept")
    return kept
