"""The pages of one's own settings, also on those that allauth draws."""

from typing import Any

from django import template
from django.urls import reverse

from accounts.settings_pages import PAGES

register = template.Library()


@register.simple_tag(takes_context=True)
def settings_pages(context: template.RequestContext) -> list[dict[str, Any]]:
    match = getattr(context.request, "resolver_match", None)
    here = match.view_name if match else ""
    return [
        {"url": reverse(page.name), "label": page.label, "icon": page.icon, "current": here == page.name or here.startswith(page.rooms)}
        for page in PAGES
    ]
