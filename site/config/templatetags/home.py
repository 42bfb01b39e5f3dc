"""What the live parts of an arranged page show, gathered once for all of them."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import get_language

from config.home import Live, gather

register = template.Library()


@register.simple_tag(takes_context=True)
def live_parts(context: template.RequestContext, page: Any) -> Live:
    """``{% live_parts page as live %}``: a constant number of queries for each kind of part that the page has."""
    return gather([*page.body, *page.aside], get_language() or "es", context["request"].viewer)


@register.filter
def at_most(rows: Sequence[Any], count: Any) -> Sequence[Any]:
    """The first ``count`` rows."""
    return rows[: int(count or 0)]


@register.filter
def joined(word: str, number: int) -> str:
    return f"{word}{number}"
