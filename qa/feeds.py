"""News of questions as Atom feeds: all, and by tag."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from core import brand
from core.feeds import TextFeed
from core.viewer import GUEST
from qa.models import Tag
from qa.selectors import Row, question_list


class NewQuestions(TextFeed):
    def title(self, tag: Tag | None = None) -> str:
        return f"{_('Questions')} · {brand.current().name}"

    def link(self, tag: Tag | None = None) -> str:
        return reverse("qa:list")

    def items(self, tag: Tag | None = None) -> list[Row]:
        return question_list(GUEST, tag=tag).rows

    def item_title(self, item: Row) -> str:
        return item.title

    def item_text(self, item: Row) -> str:
        return item.excerpt

    def item_link(self, item: Row) -> str:
        return item.url

    def item_pubdate(self, item: Row) -> Any:
        return item.created_at


class TaggedQuestions(NewQuestions):
    def get_object(self, request: HttpRequest, slug: str) -> Tag:  # type: ignore[override]
        return get_object_or_404(Tag, slug=slug)

    def title(self, tag: Tag | None = None) -> str:
        return f"{tag} · {brand.current().name}"

    def link(self, tag: Tag | None = None) -> str:
        return reverse("qa:tagged", args=[tag.slug]) if tag else reverse("qa:list")
