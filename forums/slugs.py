"""Titles as parts of addresses."""

from anyascii import anyascii
from django.utils.text import slugify


def slug_for(title: str) -> str:
    """ASCII letters, digits and dashes; never empty, never "-" alone."""
    return slugify(anyascii(title))[:80].strip("-") or "t"
