"""The tabs of one's own settings, also on the pages that allauth draws."""

from typing import Any

from django import template
from django.urls import reverse

from accounts.views import PAGES

register = template.Library()


@register.simple_tag(takes_context=True)
def settings_tabs(context: template.RequestContext) -> list[dict[str, Any]]:
    match = getattr(context.request, "resolver_match", None)
    here = match.view_name if match else ""
    return [{"url": reverse(name), "label": label, "current": name == here} for name, label in PAGES]
