"""A post's body as plain words, for excerpts and the time it takes to read, and as simple HTML for other rooms."""

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html

from blog.models import BlogPostPage
from core.text import plain, render_html

WORDS_A_MINUTE = 220
HEADING_LEVEL = 3  # in `html_of`; headings inside a text are lower


def words_of(post: BlogPostPage) -> str:
    return "\n".join(words for part in post.body for words in _words(part.block_type, part.value) if words)


def html_of(post: BlogPostPage) -> str:
    """The summary and the words of the body under their headings, without pictures and forms."""
    pieces: list[str] = [format_html("<p>{}</p>", post.summary)] if post.summary else []
    for part in post.body:
        if part.block_type == "heading":
            pieces.append(format_html("<h{0}>{1}</h{0}>", HEADING_LEVEL, str(part.value)))
        elif part.block_type == "paragraph":
            pieces.append(render_html(part.value.source).html)
        else:
            pieces += [format_html("<p>{}</p>", words) for words in _words(part.block_type, part.value) if words]
    return "\n".join(pieces)


def minutes_of(post: BlogPostPage) -> int:
    return max(round(len(words_of(post).split()) / WORDS_A_MINUTE), 1)


def _words(kind: str, value: Any) -> Iterator[str]:
    if kind == "heading":
        yield str(value)
    elif kind == "paragraph":
        yield plain(value.source)
    elif kind == "picture":
        yield str(value["caption"])
    elif kind == "code":
        yield str(value["code"])
    elif kind == "quote":
        yield str(value["text"])
