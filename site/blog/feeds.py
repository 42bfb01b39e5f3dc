"""News of the blog as feeds: Atom and RSS, one of each for every language, and for every tag."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from taggit.models import Tag

from blog.models import BlogIndexPage, BlogPostPage
from blog.selectors import posts
from core import brand
from core.feeds import TextFeed

ROWS = 20


class Posts(TextFeed):
    """Of the blog in one language; ``tag`` narrows it."""

    def get_object(self, request: HttpRequest, lang: str, tag: str = "") -> tuple[BlogIndexPage, Tag | None]:  # type: ignore[override]
        index = BlogIndexPage.objects.live().public().filter(locale__language_code=lang).select_related("locale").first()
        if index is None:
            raise Http404
        return index, get_object_or_404(Tag, slug=tag) if tag else None

    def title(self, obj: tuple[BlogIndexPage, Tag | None]) -> str:
        index, tag = obj
        return f"{tag.name if tag else index.title} · {brand.current().name}"

    def description(self, obj: tuple[BlogIndexPage, Tag | None]) -> str:
        return obj[0].summary or _("News of the blog")

    subtitle = description

    def link(self, obj: tuple[BlogIndexPage, Tag | None]) -> str:
        return obj[0].url

    def items(self, obj: tuple[BlogIndexPage, Tag | None]) -> list[BlogPostPage]:
        index, tag = obj
        rows = posts().child_of(index)
        return list((rows.filter(tags=tag) if tag else rows)[:ROWS])

    def item_title(self, item: BlogPostPage) -> str:
        return item.title

    def item_text(self, item: BlogPostPage) -> str:
        return item.summary

    def item_link(self, item: BlogPostPage) -> str:
        return item.url

    def item_pubdate(self, item: BlogPostPage) -> Any:
        return item.date

    def item_updateddate(self, item: BlogPostPage) -> Any:
        return item.last_published_at or item.date


class PostsAsRss(Posts):
    feed_type = Rss201rev2Feed
