"""What the head of a Wagtail page says to machines."""

from typing import Any

from django import template
from django.conf import settings
from wagtail.models import Page

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
    }


def alternates(page: Page) -> list[tuple[str, str]]:
    """Language and address of each live version of the page, itself included; none when there is but one."""
    versions = page.get_translations(inclusive=True).live().public().select_related("locale").order_by("locale__language_code")
    found = [(HTML_LANG.get(version.locale.language_code, version.locale.language_code), version.url) for version in versions]
    return found if len(found) > 1 else []
