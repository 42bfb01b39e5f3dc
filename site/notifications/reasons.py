"""Why somebody is told of new content: it answers them, remarks on what they wrote, names them, or they follow its thread."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from django.db.models.functions import Lower

from accounts.models import User
from core.content import Card, content
from core.ports.subjects import Ref
from core.viewer import HOUSE
from notifications.actions.notify import Told
from qa.models import ANSWER, Answer

MOST_MENTIONS = 20
"""A text that names more people is read by the first of them alone: nobody calls the whole community."""
FOLLOWERS_AT_ONCE = 50

ANSWERS = (ANSWER, "forums.post")
"""What answers a thread, and so is news to those who follow it; other kinds with a parent are remarks."""

SPECIFIC_FIRST = ("answer", "comment", "mention", "reply")

_LINK = re.compile(r"<a\s[^>]*>")
_PERSON = re.compile(r'\shref="/people/([^/"]+)/"')
_IS_MENTION = re.compile(r'\sclass="mention"')


@dataclass(frozen=True, slots=True)
class News:
    """Content as it is to be told of. ``personal`` are those to whom it speaks; followers are read apart, in shares."""

    ref: Ref
    thread: Ref
    author_id: int | None
    personal: dict[int, Told]
    for_followers: bool


def news_of(kind: str, object_id: int) -> News | None:
    """None when the content is gone."""
    adapter = content[kind]
    card = adapter.card(object_id, HOUSE)
    if card is None:
        return None
    thread, parent = adapter.thread(object_id), adapter.parent(object_id)
    why: dict[int, set[str]] = {}
    if parent and (owner := content[parent[0]].author_id(parent[1])):
        why.setdefault(owner, set()).add("answer" if kind in ANSWERS else "comment")
    for person_id in mentioned_in(card):
        why.setdefault(person_id, set()).add("mention")
    mailed_already = _from_support(kind, object_id)
    personal = {
        person_id: Told(
            person_id, tuple(name for name in SPECIFIC_FIRST if name in names), by_mail="answer" not in names or not mailed_already
        )
        for person_id, names in why.items()
        if person_id != card.author_id
    }
    return News((kind, object_id), thread, card.author_id, personal, for_followers=kind in ANSWERS)


def mentioned_in(card: Card) -> list[int]:
    """Who is named in a text, in the order of their ids; links alone count, so a name in a code block is none."""
    names: dict[str, None] = {}
    for link in _LINK.findall(card.html):
        if _IS_MENTION.search(link) and (person := _PERSON.search(link)):
            names.setdefault(unquote(person[1]).lower())
    wanted = list(names)[:MOST_MENTIONS]
    if not wanted:
        return []
    return list(User.objects.annotate(lower=Lower("username")).filter(lower__in=wanted).order_by("pk").values_list("pk", flat=True))


def followers(news: News) -> Iterator[list[Told]]:
    """Those who follow the thread and are not told for a better reason, in shares."""
    kind, thread_id = news.thread
    last = 0
    while ids := content[kind].followers(thread_id, last, FOLLOWERS_AT_ONCE):
        last = ids[-1]
        yield [Told(person_id, ("reply",)) for person_id in ids if person_id not in news.personal and person_id != news.author_id]


def _from_support(kind: str, object_id: int) -> bool:
    """An agent's public reply to a case: its customer, the asker, gets the case's own mail with the whole text."""
    return kind == ANSWER and Answer.objects.filter(pk=object_id, origin=Answer.Origin.AGENT).exists()
