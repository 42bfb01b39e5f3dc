"""A post's body as plain words: for search, excerpts and the time it takes to read."""

from collections.abc import Iterator
from typing import Any

from blog.models import BlogPostPage
from core.text import plain

WORDS_A_MINUTE = 220


def words_of(post: BlogPostPage) -> str:
    return "\n".join(words for part in post.body for words in _words(part.block_type, part.value) if words)


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
