"""Posts of the blog."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from blog.blocks import Story
from blog.models.pages import Kept
from core import interactions
from core.viewer import Viewer

POST = "blog.post"


class PostTag(TaggedItemBase):
    content_object = ParentalKey("blog.BlogPostPage", related_name="tagged_items", on_delete=models.CASCADE)


class PostQuerySet(PageQuerySet):
    def visible_to(self, viewer: Viewer) -> "PostQuerySet":
        """Posts are public or not yet there; drafts are seen in the admin alone."""
        return self.live().public()


class BlogPostPage(Kept, Page):
    """``author`` is the person who signs it; without one, the company does."""

    template = "blog/post.html"
    parent_page_types = ["blog.BlogIndexPage"]
    subpage_types: list[str] = []
    reviewed_as = POST

    date = models.DateTimeField(_("date"), default=timezone.now)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="blog_posts", verbose_name=_("author")
    )
    summary = models.CharField(_("summary"), max_length=300, help_text=_("Shown in lists, and at the head of the post."))
    picture = models.ForeignKey(
        "core.Picture", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    body = StreamField(Story(), blank=True, verbose_name=_("text"))
    tags = ClusterTaggableManager(through=PostTag, blank=True, verbose_name=_("tags"))
    comments_open = models.BooleanField(_("readers may comment"), default=True)

    objects = PageManager.from_queryset(PostQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("picture"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("author"), FieldPanel("date"), FieldPanel("tags"), FieldPanel("comments_open")], heading=_("About this post")
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        verbose_name = _("blog post")
        indexes = [models.Index(fields=["-date", "-page_ptr"], name="blog_post_newest")]

    @property
    def lang(self) -> str:
        return self.locale.language_code

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from blog.selectors import post_page

        shown = post_page(self, request.viewer)
        if request.method == "GET" and not getattr(request, "is_preview", False):
            interactions.record("view", viewer=request.viewer, ref=(POST, self.pk), surface="post")
        return super().get_context(request, *args, **kwargs) | {"shown": shown, "people": shown.people}


class Edition(models.Model):
    """How often what search knows of a post has changed. Beside the page, for Wagtail writes whole pages from stored versions.

    ``told`` is the version that the house was last told of as public; None when it was told that the post is not.
    """

    page = models.OneToOneField(BlogPostPage, on_delete=models.CASCADE, primary_key=True, related_name="edition")
    number = models.PositiveIntegerField(default=0)
    told = models.BigIntegerField(null=True)
