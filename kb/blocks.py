"""What a body is made of, and the safe HTML of it. Whatever an editor, a member or an import wrote goes through `core.text`."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import escape, format_html
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import expand_db_html

from core.text import Rendered, render_html, render_markdown

WORDS = ["h2", "h3", "h4", "bold", "italic", "ol", "ul", "hr", "link", "document-link", "code", "blockquote"]
LINE = ["bold", "italic", "link", "code"]
PICTURE_WIDTH = "max-1072x2000"
MEMBERS_TRUST = 1


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")


class NoticeBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        label=_("Kind"), choices=[("accent", _("Good to know")), ("warning", _("Take care")), ("error", _("Danger"))], default="accent"
    )
    text = blocks.RichTextBlock(label=_("Text"), features=LINE)

    class Meta:
        icon = "warning"
        label = _("Notice")


class Body(blocks.StreamBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=WORDS, icon="pilcrow")
    steps = blocks.ListBlock(blocks.RichTextBlock(label=_("Step"), features=LINE), label=_("Steps"), icon="list-ol")
    notice = NoticeBlock()
    picture = PictureBlock()
    markdown = blocks.TextBlock(label=_("Text in Markdown"), icon="code")
    html = blocks.TextBlock(label=_("HTML from elsewhere"), icon="code")


def render(body: Iterable[Any]) -> tuple[str, str]:
    """Safe HTML and plain text of all blocks, in their order.

    Raises:
        TextTooLong: one block is longer than `core.text` takes.
    """
    pieces = [_rendered(block.block_type, block.value) for block in body]
    return "\n".join(piece.html for piece in pieces), "\n".join(piece.text for piece in pieces if piece.text)


def _rendered(kind: str, value: Any) -> Rendered:
    if kind == "markdown":
        return render_markdown(value, trust=MEMBERS_TRUST)
    if kind == "html":
        return render_html(value)
    return render_html(_written(kind, value), trust=2)


def _written(kind: str, value: Any) -> str:
    if kind == "text":
        return expand_db_html(value.source)
    if kind == "steps":
        return f'<ol class="steps">{"".join(f"<li>{expand_db_html(step.source)}</li>" for step in value)}</ol>'
    if kind == "notice":
        return f'<div class="notice notice-{escape(value["tone"])}">{expand_db_html(value["text"].source)}</div>'
    return _picture(value)


def _picture(value: Any) -> str:
    image = value["image"]
    if image is None:
        return ""
    shown = image.get_rendition(PICTURE_WIDTH)
    words = image.description or value["caption"] or ""
    picture = format_html('<img src="{}" alt="{}" width="{}" height="{}">', shown.url, words, shown.width, shown.height)
    if not value["caption"]:
        return format_html("<p>{}</p>", picture)
    return format_html("<figure>{}<figcaption>{}</figcaption></figure>", picture, value["caption"])
