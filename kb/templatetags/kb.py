"""Small decisions of the article page, and what other rooms' pages show of articles."""

from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.templatetags.ui import locale
from core.viewer import Viewer
from kb import permissions
from kb.audiences import Audience
from kb.models import Contribution
from kb.selectors import article_made_of, is_being_turned

register = template.Library()


@register.filter
def audience_name(audience: str) -> str:
    """Who may read it, for those who may; nothing for what everybody may."""
    return "" if audience == Audience.PUBLIC else str(Audience(audience).label)


@register.filter
def role_names(roles: tuple[str, ...]) -> str:
    return ", ".join(str(Contribution.Role(role).label) for role in roles)


@register.simple_tag
def on_day(day: date | None) -> SafeString:
    """A ``<time>`` for a day."""
    if day is None:
        return SafeString()
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), format_date(day, format="long", locale=locale()))


@register.filter
def iso(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


@register.filter
def plain_number(value: Any) -> str:
    """Digits alone, whatever the reader's language: for machines."""
    return str(int(value))


@register.inclusion_tag("kb/article_of.html", takes_context=True)
def article_of(context: template.Context, question: Any) -> dict[str, Any]:
    """On a question's page: the article that was made of it, or the way to make one. No query unless it is solved, then one or two."""
    viewer: Viewer = context["request"].viewer
    if not question.solved or not question.is_public:
        return {}
    article = article_made_of("qa.question", question.pk, viewer)
    may_turn = article is None and permissions.may_turn_into_article(viewer)
    if not may_turn:
        return {"article": article}
    under_way = is_being_turned("qa.question", question.pk)
    return {"under_way": under_way, "turn_url": "" if under_way else reverse("kb:from_question", args=[question.pk])}
