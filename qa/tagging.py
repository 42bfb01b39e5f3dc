"""Tags from words that people type: one spelling, one address, one row."""

import re
import unicodedata
from collections.abc import Iterable

from anyascii import anyascii
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from qa.models import TAGS_MAX, Tag

NAME_MAX = 35
_SPACE = re.compile(r"[\s_]+")
_ODD = re.compile(r"[^\w.+#-]+")
_SIGNS = {"+": "-plus", "#": "-sharp", ".": "-"}


def clean(raw: str) -> str:
    """``" Código E04 "`` → ``"código-e04"``; empty when nothing usable is left."""
    name = _SPACE.sub("-", unicodedata.normalize("NFKC", raw).strip().lower())
    return _ODD.sub("", name)[:NAME_MAX].strip("-.")


def parse(text: str) -> list[str]:
    """Cleaned names, in order, once each, of a field where commas, semicolons or spaces part them; more than `TAGS_MAX` may come."""
    names = (clean(raw) for raw in re.split(r"[,;\s]+", text))
    return list(dict.fromkeys(name for name in names if name))


def slug_of(name: str) -> str:
    """The identity of a tag: names that differ in accents alone share it."""
    spelled = "".join(_SIGNS.get(char, char) for char in name)
    return slugify(anyascii(spelled))[:60] or "tag"


def tags_named(names: Iterable[str]) -> dict[str, Tag]:
    """The tag of each name, made where there is none: one query when all exist."""
    slugs = {name: slug_of(name) for name in names}
    known = {tag.slug: tag for tag in Tag.objects.filter(slug__in=slugs.values())}
    for name, slug in slugs.items():
        if slug not in known:
            known[slug] = _make(name, slug)
    return {name: known[slug] for name, slug in slugs.items()}


def _make(name: str, slug: str) -> Tag:
    try:
        with transaction.atomic():
            return Tag.objects.create(name=name[:50], slug=slug)
    except IntegrityError:  # made meanwhile
        return Tag.objects.get(slug=slug)


__all__ = ["NAME_MAX", "TAGS_MAX", "clean", "parse", "slug_of", "tags_named"]
