"""What the head of a Wagtail page says to machines."""

from typing import Any

from django import template
from django.conf import settings
from wagtail.models import Page

from blog.models import POST, BlogPostPage
from config import sharing
from config.context import HTML_LANG

register = template.Library()


@register.inclusion_tag("seo/head.html")
def page_head(page: Page, is_home: bool = False, kind: str = "website") -> dict[str, Any]:
    """Canonical address, the same page in other languages (one query) and Open Graph."""
    return {
        "base_url": settings.BASE_URL,
        "url": page.url,
        "alternates": alternates(page),
        "is_home": is_home,
        "title": page.seo_title or page.title,
        "kind": kind,
        "share": _share(page, is_home),
    }


def _share(page: Page, is_home: bool) -> str:
    if is_home:
        return sharing.address(sharing.HOME, page.locale.language_code, sharing.home_title(), page.locale.language_code)
    if isinstance(page, BlogPostPage):
        return sharing.address(POST, page.pk, page.title, page.lang)
    return ""


@register.inclusion_tag("seo/share.html")
def share_picture(kind: str, id: object, title: str, lang: str) -> dict[str, Any]:
    """``{% share_picture "qa.question" question.pk question.title question.lang %}``, for what guests may read."""
    return {"url": f"{settings.BASE_URL}{sharing.address(kind, id, title, lang)}", "title": title}


def alternates(page: Page) -> list[tuple[str, str]]:
    """Language and address of each live version of the page, itself included; none when there is but one."""
    versions = page.get_translations(inclusive=True).live().public().select_related("locale").order_by("locale__language_code")
    found = [(HTML_LANG.get(version.locale.language_code, version.locale.language_code), version.url) for version in versions]
    return found if len(found) > 1 else []
