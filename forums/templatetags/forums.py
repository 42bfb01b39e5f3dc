"""What machines read on a topic's page: dates and numbers without the reader's language."""

from datetime import datetime
from typing import Any

from django import template

register = template.Library()


@register.filter
def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


@register.filter
def plain_number(value: Any) -> str:
    """Digits alone, whatever the reader's language."""
    return str(int(value))
