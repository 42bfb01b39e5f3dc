"""Ways to articles, and what stands beside them."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.feeds import TextFeed
from core.imports import known
from core.viewer import GUEST, Viewer
from kb.actions.import_articles import foreign_key
from kb.models import ARTICLE, ArticlePage, KnowledgeBasePage
from kb.reviews import versions_of
from kb.selectors import PAGE, Row, light, rows_of


def viewer_of(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined]


def load_article(request: HttpRequest, article_id: int) -> ArticlePage:
    """The article, if this viewer may read it; else there is none."""
    article = ArticlePage.objects.visible_to(viewer_of(request)).select_related("locale").filter(pk=article_id).first()
    if article is None:
        raise Http404
    return article


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The knowledge base in the reader's language, or in the site's own."""
    homes = {page.locale.language_code: page for page in KnowledgeBasePage.objects.visible_to(viewer_of(request)).select_related("locale")}
    page = homes.get((get_language() or "")[:2]) or homes.get(settings.LANGUAGE_CODE)
    if page is None or page.url is None:
        raise Http404
    return redirect(page.url)


@require_safe
def article_by_id(request: HttpRequest, article_id: int) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect((load_article(request, article_id).url or "/kb/") + (f"?{query}" if query else ""))


@require_safe
def imported(request: HttpRequest, source: str, lang: str, foreign_id: str) -> HttpResponse:
    """Where links between articles of one import lead."""
    key = foreign_key(foreign_id, lang)
    article_id = known(source, ARTICLE, [key]).get(key)
    if article_id is None:
        raise Http404
    return redirect(load_article(request, article_id).url or "/kb/")


@require_safe
def history(request: HttpRequest, article_id: int) -> HttpResponse:
    """The published versions, and for staff the draft beside the live one."""
    article = load_article(request, article_id)
    versions = versions_of(article, viewer_of(request))
    people = {person_id for version in versions for person_id in version.people}
    return render(request, "kb/history.html", {"article": article, "versions": versions, "people_ids": people})


class NewArticles(TextFeed):
    """Public articles in the reader's language, as they are published or changed."""

    def title(self) -> str:
        return f"{_('Help')} · {settings.COMMUNITY_NAME}"

    def link(self) -> str:
        return "/kb/"

    def items(self) -> list[Row]:
        articles = ArticlePage.objects.visible_to(GUEST).filter(locale__language_code=(get_language() or settings.LANGUAGE_CODE)[:2])
        return rows_of(light(articles).order_by("-last_published_at", "-pk")[:PAGE])

    def item_title(self, item: Row) -> str:
        return item.title

    def item_text(self, item: Row) -> str:
        return item.excerpt

    def item_link(self, item: Row) -> str:
        return item.url

    def item_updateddate(self, item: Row) -> Any:
        return item.updated_at


feed = NewArticles()
