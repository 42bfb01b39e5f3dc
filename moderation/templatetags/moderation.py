"""For content pages: the link to report a text, and what its author may know of its review."""

from typing import Any

from django import template

from moderation.selectors import Status, status_for_author

register = template.Library()


@register.inclusion_tag("moderation/flag_button.html")
def flag_button(kind: str, object_id: int) -> dict[str, Any]:
    """A link, without a query; who may report is for the page behind it to say."""
    return {"kind": kind, "object_id": object_id}


@register.inclusion_tag("moderation/review_status.html")
def review_status(kind: str, object_id: int, visibility: str = "pending") -> dict[str, Status | str | None]:
    """For texts that are not public, shown to their author: two queries. ``visibility`` says what to tell when nobody reviews the text."""
    return {"status": status_for_author(kind, object_id), "visibility": visibility}
