"""Moments of a contest, by the clock of its place."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_location
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.templatetags.ui import locale

register = template.Library()


@register.simple_tag
def at_place(moment: datetime | None, zone: str) -> SafeString:
    """A ``<time>``: weekday, date and hour there; machines get the moment with its offset."""
    if moment is None:
        return SafeString()
    local = timezone.localtime(moment, ZoneInfo(zone))
    hour = format_datetime(local, format="HH:mm", locale=locale())
    words = f"{format_date(local, format='full', locale=locale())}, {hour}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.simple_tag
def day_at_place(moment: datetime | None, zone: str) -> SafeString:
    """A ``<time>`` with day and month there."""
    if moment is None:
        return SafeString()
    local = timezone.localtime(moment, ZoneInfo(zone))
    return format_html(
        '<time datetime="{}">{}</time>',
        local.date().isoformat(),
        format_date(local, format="MMM d" if locale().language == "en" else "d MMM", locale=locale()),
    )


@register.filter
def place_name(zone: str) -> str:
    """The place whose clock it is, in the reader's language: "Ciudad de México"."""
    return get_timezone_location(ZoneInfo(zone), locale=locale(), return_city=True)
