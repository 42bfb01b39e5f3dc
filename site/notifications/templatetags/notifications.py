"""The bell of the navigation."""

from typing import Any

from django import template

from notifications.selectors import MOST_COUNTED, unread_count

register = template.Library()


@register.simple_tag
def unread(person: Any) -> dict[str, Any]:
    """How many notifications wait for ``person``, and as it is shown: one query; none for a guest."""
    count = unread_count(person.pk if person else None)
    return {"count": count, "shown": f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)}
