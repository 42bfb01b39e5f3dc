"""Small things that templates of posts need."""

from typing import Any

from django import template

from core.text import render_markdown

register = template.Library()


@register.filter
def as_code(value: dict[str, Any]) -> str:
    """A block of code as HTML, coloured: it takes the same way as code that members write."""
    code = str(value["code"]).rstrip("\n")
    fence = "`" * 3
    while fence in code:
        fence += "`"
    return render_markdown(f"{fence}{value.get('language') or ''}\n{code}\n{fence}").html
