"""What managers word in several languages: a row per language, and which row a reader gets."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound="Wording")


class Wording(models.Model):
    """One language's words of something; subclasses tie it to what it words, once per language."""

    lang = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)

    class Meta:
        abstract = True


def best(rows: Iterable[Row], lang: str = "") -> Row | None:
    """The row in ``lang`` (default: the reader's), else in the site's language, else the first of the site's languages that has one."""
    by_lang: dict[str, Any] = {row.lang: row for row in rows}
    wanted = (lang or get_language() or "")[:2]
    order = (wanted, settings.LANGUAGE_CODE[:2], *(code for code, _name in settings.LANGUAGES))
    return next((by_lang[code] for code in order if code in by_lang), None)
