"""How this room's texts are addressed, and its guard against sending one form twice."""

from functools import partial

from anyascii import anyascii
from django.utils.text import slugify

from core import writing
from qa.models import Submission

sent_before = partial(writing.sent_before, Submission)
write_once = partial(writing.write_once, Submission)


def slug_for(title: str) -> str:
    return slugify(anyascii(title))[:80].strip("-") or "q"
