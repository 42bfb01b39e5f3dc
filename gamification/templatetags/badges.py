"""Look-ups that pages of badges need."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def at(found: dict[int, Any], key: int) -> Any:
    """What a batch holds for this id, if anything."""
    return found.get(key)
