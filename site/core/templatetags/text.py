"""``{{ answer.body_html|sanitised }}`` shows HTML that core.text made; whatever else it is given comes out harmless."""

from django import template
from django.utils.safestring import SafeString

from core.text import excerpt as shorten
from core.text import trusted

register = template.Library()


@register.filter
def sanitised(html: object) -> SafeString:
    return trusted(html)


@register.filter
def excerpt(text: str, chars: int = 200) -> str:
    """The beginning of a text or of its HTML, in one line."""
    return shorten(str(text), chars)
