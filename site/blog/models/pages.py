"""Pages that editors arrange: homes, landing pages, and the blog's own front."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from blog.blocks import MainParts, SideParts
from core.guest_pages import kept_for_guests


class Kept:
    """A page whose readings by guests come from the cache, until something happens in one of the rooms that it shows."""

    rooms: tuple[str, ...] = ("blog",)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return kept_for_guests(*self.rooms)(self._served)(request, *args, **kwargs)

    def _served(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        return response.render() if hasattr(response, "render") else response


class Arranged(Kept, Page):
    """A page of parts in two columns, some of them live. `config.home` gathers what the live ones show, in one go."""

    rooms = ("blog", "qa", "kb", "gamification")

    body = StreamField(MainParts(), blank=True, verbose_name=_("main column"))
    aside = StreamField(SideParts(), blank=True, verbose_name=_("side column"))

    content_panels = [*Page.content_panels, FieldPanel("body"), FieldPanel("aside")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"hide_bar_search": self.has_search}

    @property
    def has_search(self) -> bool:
        return any(part.block_type == "search" for part in self.body)


class HomePage(Arranged):
    """The first page of one language; every other page of that language stands below it."""

    template = "home/page.html"
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home")


class LandingPage(Arranged):
    """A page for a product or a campaign."""

    template = "blog/landing.html"
    parent_page_types = ["blog.HomePage", "blog.LandingPage"]
    subpage_types = ["blog.LandingPage"]

    summary = models.CharField(_("summary"), max_length=300, blank=True, help_text=_("Under the title, and in search results."))

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body"), FieldPanel("aside")]

    class Meta:
        verbose_name = _("landing page")


class BlogIndexPage(Kept, Page):
    """The blog of one language: its posts, newest first."""

    template = "blog/index.html"
    max_count_per_parent = 1
    parent_page_types = ["blog.HomePage"]
    subpage_types = ["blog.BlogPostPage"]

    summary = models.CharField(_("summary"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("summary")]

    class Meta:
        verbose_name = _("blog")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from blog.selectors import index_page

        return super().get_context(request, *args, **kwargs) | index_page(self, request.GET)


class GoneAddress(models.Model):
    """An address at which a page stood that was taken away: search engines are told that it is gone for good."""

    path = models.CharField(max_length=255, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.path
