"""A forum's newest topics as an Atom feed, for what everybody may read."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest

from core.feeds import TextFeed
from core.viewer import GUEST
from forums.models import Forum
from forums.permissions import Rights, rights_of
from forums.selectors import TopicRow, forum_page


class ForumTopics(TextFeed):
    def get_object(self, request: HttpRequest, forum_id: int) -> tuple[Forum, Rights]:  # type: ignore[override]
        rights = rights_of(GUEST)
        if forum_id not in rights.readable or rights.forums[forum_id].is_link:
            raise Http404
        return rights.forums[forum_id], rights

    def title(self, found: tuple[Forum, Rights]) -> str:
        return f"{found[0].name} · {settings.COMMUNITY_NAME}"

    def link(self, found: tuple[Forum, Rights]) -> str:
        return found[0].get_absolute_url()

    def items(self, found: tuple[Forum, Rights]) -> list[TopicRow]:
        forum, rights = found
        return forum_page(rights, forum, GUEST, sort="new").rows

    def item_title(self, item: TopicRow) -> str:
        return item.topic.subject

    def item_text(self, item: TopicRow) -> str:
        return item.excerpt

    def item_link(self, item: TopicRow) -> str:
        return item.url

    def item_pubdate(self, item: TopicRow) -> Any:
        return item.topic.created
