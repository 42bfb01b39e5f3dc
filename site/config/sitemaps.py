"""The sitemap: what search engines should read, in chunks of 50,000."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sitemaps import Sitemap, views
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import path
from wagtail.models import Page

from accounts.models import User
from blog.models import BlogIndexPage, BlogPostPage, HomePage, LandingPage
from core.viewer import GUEST
from forums.models import Topic
from forums.permissions import rights_of
from kb.models import ArticlePage, KnowledgeBasePage, TopicPage
from kb.selectors import LONG_COLUMNS
from qa.models import Answer, Question


class Ours(Sitemap):
    """Addresses on `BASE_URL`: the request's host may be a proxy's, and no row in the database repeats what the environment says."""

    limit = 50_000

    def get_urls(self, page: int | str = 1, site: object = None, protocol: str | None = None) -> list[dict]:
        scheme, _separator, domain = settings.BASE_URL.partition("://")
        site_named: Any = SimpleNamespace(domain=domain)
        return super().get_urls(page, site_named, scheme)


class Questions(Ours):
    def items(self) -> QuerySet[Question]:
        # By id, so that a new question only ever changes the last chunk.
        return Question.objects.visible_to(GUEST).only("id", "slug", "activity_at").order_by("pk")

    def lastmod(self, item: Question) -> datetime:
        return item.activity_at


class Articles(Ours):
    """Those of all languages."""

    def items(self) -> QuerySet[ArticlePage]:
        return ArticlePage.objects.visible_to(GUEST).defer(*LONG_COLUMNS).order_by("pk")

    def location(self, item: ArticlePage) -> str:
        return item.url or "/kb/"

    def lastmod(self, item: ArticlePage) -> datetime:
        return item.last_published_at


class Topics(Articles):
    def items(self) -> QuerySet[TopicPage]:
        return TopicPage.objects.visible_to(GUEST).order_by("pk")


class Conversations(Ours):
    """Topics of the forums that everybody may read."""

    def items(self) -> QuerySet[Topic]:
        topics = Topic.objects.visible_to(GUEST, rights_of(GUEST)).select_related("forum")
        return topics.only("id", "slug", "last_post_on", "forum__slug").order_by("pk")

    def lastmod(self, item: Topic) -> datetime:
        return item.last_post_on


class Written(Ours):
    """Pages of Wagtail's tree."""

    def location(self, item: Page) -> str:
        return item.url or "/"

    def lastmod(self, item: Page) -> datetime | None:
        return item.last_published_at


class Posts(Written):
    """Of the blogs."""

    def items(self) -> QuerySet[BlogPostPage]:
        return BlogPostPage.objects.visible_to(GUEST).defer("body").order_by("pk")


class Pages(Written):
    """What editors arrange: homes, landing pages, the fronts of blogs and of the knowledge base."""

    def items(self) -> list[Page]:
        kinds = ContentType.objects.get_for_models(HomePage, LandingPage, BlogIndexPage, KnowledgeBasePage).values()
        pages = Page.objects.live().public().filter(content_type__in=kinds).order_by("pk")
        closed = set(KnowledgeBasePage.objects.live().values_list("pk", flat=True)) - set(
            KnowledgeBasePage.objects.visible_to(GUEST).values_list("pk", flat=True)
        )
        return [page for page in pages if page.pk not in closed]


class People(Ours):
    """Those whose pages show something: a public question or answer."""

    def items(self) -> QuerySet[User]:
        asked = Question.objects.listed().filter(author=OuterRef("pk"))
        answered = Answer.objects.visible_to(GUEST).filter(author=OuterRef("pk"))
        return User.objects.filter(Exists(asked) | Exists(answered), anonymised_at=None).only("pk", "username").order_by("pk")


sitemaps = {
    "questions": Questions,
    "articles": Articles,
    "topics": Topics,
    "forums": Conversations,
    "posts": Posts,
    "pages": Pages,
    "people": People,
}

urlpatterns = [
    path("sitemap.xml", views.index, {"sitemaps": sitemaps, "sitemap_url_name": "sitemap-section"}, name="sitemap"),
    path("sitemap-<slug:section>.xml", views.sitemap, {"sitemaps": sitemaps}, name="sitemap-section"),
]
