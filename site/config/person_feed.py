"""What a person asked and answered in public, as a feed."""

from typing import Any

from django.http import Http404, HttpRequest

from accounts.models import User
from config.people import Deed, person_named, written_by
from core import brand
from core.feeds import TextFeed
from core.viewer import GUEST


class PersonFeed(TextFeed):
    def get_object(self, request: HttpRequest, username: str) -> User:  # type: ignore[override]
        found = person_named(username)
        if found.is_anonymised:
            raise Http404
        return found

    def title(self, obj: User) -> str:
        return f"{obj.name} · {brand.current().name}"

    def link(self, obj: User) -> str:
        return obj.get_absolute_url()

    def items(self, obj: User) -> list[Deed]:
        return written_by(obj.pk, GUEST)

    def item_title(self, item: Deed) -> str:
        return item.title

    def item_text(self, item: Deed) -> str:
        return item.excerpt

    def item_link(self, item: Deed) -> str:
        return item.url

    def item_pubdate(self, item: Deed) -> Any:
        return item.at
