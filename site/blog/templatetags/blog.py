"""Small things that templates of posts need."""

from typing import Any

from django import template
from wagtail.rich_text import expand_db_html

from blog.blocks import anchor
from blog.forms import CommentForm
from blog.models import BlogPostPage
from blog.reading import minutes_of
from blog.views import kept
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


@register.filter
def expanded(value: Any) -> str:
    """What an editor wrote, with the addresses of the pages it links; `sanitised` lets it through."""
    return expand_db_html(getattr(value, "source", str(value)))


@register.filter
def addressed(post: BlogPostPage) -> list[dict[str, Any]]:
    """The parts of a post, the headings among them with their addresses on its page."""
    taken: set[str] = set()
    return [{"block": part, "anchor": anchor(str(part.value), taken) if part.block_type == "heading" else ""} for part in post.body]


@register.filter
def minutes(post: BlogPostPage) -> int:
    return minutes_of(post)


@register.simple_tag(takes_context=True)
def comment_form(context: template.RequestContext, refused: CommentForm | None) -> CommentForm:
    """The form that was refused, with what was typed; else an empty one, or with what a guest began before signing in."""
    if refused:
        return refused
    request, page = context["request"], context["page"]
    begun = "" if request.viewer.is_guest else request.session.get(kept(page.pk), "")
    return CommentForm(initial={"body": begun})
