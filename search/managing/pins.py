"""What a manager writes to pin something: an address of this site, a key (``kb.article:7``), or a title and a link elsewhere."""

import re
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _
from wagtail.models import Page

from core.characters import clean_line
from core.content import content
from core.viewer import Viewer
from search.indexing import searchable_kind

TITLE_MAX: Final = 150
_KEY = re.compile(r"([a-z_]+\.[a-z_]+):(\d{1,18})")
_ADDRESS = re.compile(r"https?://\S+|(?<!\S)/\S*")
_NUMBER = re.compile(r"\d{1,18}")


class BadPin(ValueError):
    """The message says what is wrong, in the reader's language."""


def read_pin(line: str, viewer: Viewer, host: str) -> str | dict[str, str]:
    """The key of content of this site, or ``{"title", "url"}``.

    Raises:
        BadPin: nothing stands there that ``viewer`` may see.
    """
    line = clean_line(line)
    if found := _KEY.fullmatch(line):
        return _known(found[1], int(found[2]), viewer) or _refuse(line)
    address = _ADDRESS.search(line)
    if address is None:
        _refuse(line)
    where = urlsplit(address[0])  # type: ignore[index]
    if where.netloc in ("", host):
        return key_at(where.path, viewer) or _refuse(line)
    title = clean_line(line.replace(address[0], " ")).strip(" -–:|")[:TITLE_MAX]  # type: ignore[index]
    return {"title": title or where.netloc, "url": address[0]}  # type: ignore[index]


def key_at(path: str, viewer: Viewer) -> str:
    """The key of the content whose page stands at ``path``, as far as ``viewer`` may see it; empty when there is none."""
    path = unquote(path)
    numbers = {int(number) for number in _NUMBER.findall(path)}
    slug = path.strip("/").rpartition("/")[2]
    pages = set(Page.objects.filter(slug=slug).values_list("pk", flat=True)[:50]) if slug else set()
    refs = [(kind, id) for kind in content.kinds() if searchable_kind(kind) for id in sorted(numbers | pages)]
    for card in content.cards(refs, viewer).values():
        if path.rstrip("/") in (unquote(urlsplit(url).path).rstrip("/") for url in (card.url, content[card.kind].url(card.id))):
            return card.key
    return ""


def written(pin: Any) -> str:
    """A pin as its manager may write it again."""
    return pin if isinstance(pin, str) else f"{pin['title']} {pin['url']}"


def _known(kind: str, id: int, viewer: Viewer) -> str:
    return f"{kind}:{id}" if searchable_kind(kind) and content[kind].card(id, viewer) else ""


def _refuse(line: str) -> Any:
    raise BadPin(_("Nothing to show was found at “%(line)s”. Copy the address of a page of this site, or of another one.") % {"line": line})
