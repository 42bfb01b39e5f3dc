"""What Wagtail's pages of this room show: called when one is served."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from wagtail.models import Page

from core.keyset import BadCursor
from core.viewer import Viewer
from kb import permissions, selectors
from kb.models import ArticlePage, KnowledgeBasePage, TopicPage


def context_of(page: Page, request: HttpRequest) -> dict[str, Any]:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if isinstance(page, ArticlePage):
        return _article(page, request, viewer)
    if isinstance(page, TopicPage):
        return _topic(page, request, viewer)
    assert isinstance(page, KnowledgeBasePage)
    return _home(page, request, viewer)


def _home(page: KnowledgeBasePage, request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    return {
        "data": selectors.home_page(page, viewer),
        "may_propose": permissions.may_propose(viewer),
        "may_review": permissions.may_review(viewer),
        "may_verify": permissions.may_verify(viewer),
        **_list(page, request, viewer),
    }


def _topic(page: TopicPage, request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    return {
        "topics": selectors.topics_below(page, viewer),
        "way": selectors.way_to(page),
        "may_propose": permissions.may_propose(viewer),
        **_list(page, request, viewer),
    }


def _list(page: Page, request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    try:
        listed = selectors.articles_below(page, viewer, after=request.GET.get("after", ""))
    except BadCursor:
        raise Http404 from None
    return {
        "listed": listed,
        "is_first_page": not request.GET.get("after"),
        "next_url": f"{page.url}?{urlencode({'after': listed.next})}" if listed.next else "",
    }


def _article(page: ArticlePage, request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    journey = request.GET.get("journey", "")[:40]
    return {
        "article": page,
        "live": page.live and not getattr(request, "is_preview", False),
        "data": selectors.article_page(page, viewer),
        "journey": journey,
    }
