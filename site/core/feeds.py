"""Feeds of the house."""

from typing import Any

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed, SyndicationFeed
from django.utils.html import escape


class TextFeed(Feed):
    """Atom, each of whose entries is summed up in words: ``item_text(item)``, plain text. Readers take a summary for HTML, so what people
    wrote is escaped before it becomes one.
    """

    feed_type: type[SyndicationFeed] = Atom1Feed

    def item_text(self, item: Any) -> str:
        raise NotImplementedError

    def item_description(self, item: Any) -> str:
        return escape(self.item_text(item))
