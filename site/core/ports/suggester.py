"""The suggester port: what already answers this text, and what do managers want said beside it? Search answers; without an answer, or on
failure, there is nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog

from core.viewer import Viewer

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggested answer. ``snippet`` is sanitised HTML whose only tag is ``<mark>``; ``passage`` is the plain text that answers;
    ``answer_html`` is the sanitised accepted answer, where there is one; ``why`` holds codes of what brought it here: words, solved, rule,
    synonym, translation, other_language and others (search says them in words); ``state`` is the content's (`Card.state`). ``section``
    names the headings that the passage stands under, as plain text, and ``anchor`` where the page has them; `address` leads there."""

    kind: str
    id: int
    title: str
    url: str
    lang: str
    snippet: str
    passage: str
    solved: bool
    score: float
    why: tuple[str, ...] = ()
    answer_html: str = ""
    author_id: int | None = None
    state: str = ""
    section: str = ""
    anchor: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def address(self) -> str:
        return f"{self.url}#{self.anchor}" if self.anchor else self.url


@dataclass(frozen=True, slots=True)
class Banner:
    """A plain line to show as it is, in ``lang``."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What managers want said beside suggestions. ``links`` lead elsewhere; ``experts`` are tags whose experts should be asked;
    ``asks_version``: the form must ask for the product's version; ``chat_url``: where a chat begins, or empty. False when there is none."""

    banners: tuple[Banner, ...] = ()
    links: tuple[Link, ...] = ()
    experts: tuple[str, ...] = ()
    asks_version: bool = False
    offers_case: bool = False
    chat_url: str = ""

    def __bool__(self) -> bool:
        return bool(self.banners or self.links or self.experts or self.asks_version or self.offers_case or self.chat_url)


NO_ADVICE = Advice()


@dataclass(frozen=True, slots=True)
class Answers:
    suggestions: list[Suggestion] = field(default_factory=list)
    advice: Advice = NO_ADVICE


_provider: Callable[..., Answers] | None = None


def provide(suggester: Callable[..., Answers]) -> None:
    global _provider
    _provider = suggester


def consult(text: str, viewer: Viewer, **options: Any) -> Answers:
    """`suggest`, with the advice of managers for this text.

    Options besides: ``tags`` (names that were chosen, and the product), ``surface`` (rules are asked where there is one) and ``quiet``
    (nothing is noted of this look).
    """
    if _provider is None or not text.strip():
        return Answers()
    try:
        return _provider(text, viewer, **options)
    except Exception:
        log.exception("suggester failed, none shown")
        return Answers()


def suggest(text: str, viewer: Viewer, **options: Any) -> list[Suggestion]:
    """Up to ``limit`` (default 5) suggestions for ``text``, best first.

    Options: ``lang`` (default: the viewer's), ``limit``, ``exclude`` (keys that must not come).
    """
    return consult(text, viewer, **options).suggestions


Alike = Callable[[str, Viewer], list[Suggestion]]
_alike: dict[str, Alike] = {}


def provide_alike(similar: Alike, duplicates: Alike) -> None:
    _alike.update(similar=similar, duplicates=duplicates)


def similar(key: str, viewer: Viewer) -> list[Suggestion]:
    """What else ``viewer`` may read about what the content ``key`` (``qa.question:12``) is about, best first."""
    return _ask("similar", key, viewer)


def duplicates(key: str, viewer: Viewer) -> list[Suggestion]:
    """What of the same kind ``viewer`` may read that seems to say the same as ``key``, likeliest first: few and rarely wrong.

    ``score`` is the likeness, from 0 to 1. ``state`` may be any that the viewer may see: pending for moderators.
    """
    return _ask("duplicates", key, viewer)


def _ask(what: str, key: str, viewer: Viewer) -> list[Suggestion]:
    try:
        return _alike[what](key, viewer) if what in _alike else []
    except Exception:
        log.exception("nothing alike is shown", what=what, key=key)
        return []
