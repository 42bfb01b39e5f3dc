"""The suggester port: what already answers this text? Search answers; without an answer, or on failure, there are no suggestions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from core.viewer import Viewer

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggested answer. ``snippet`` is sanitised HTML whose only tag is ``<mark>``; ``passage`` is the plain text that answers;
    ``answer_html`` is the sanitised accepted answer, where there is one; ``why`` holds codes: words, solved, rule, other_language;
    ``state`` is the content's (`Card.state`)."""

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

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"


_provider: Callable[..., list[Suggestion]] | None = None


def provide(suggester: Callable[..., list[Suggestion]]) -> None:
    global _provider
    _provider = suggester


def suggest(text: str, viewer: Viewer, **options: Any) -> list[Suggestion]:
    """Up to ``limit`` (default 5) suggestions for ``text``, best first.

    Options: ``lang`` (default: the viewer's), ``limit``, ``exclude`` (keys that must not come).
    """
    if _provider is None or not text.strip():
        return []
    try:
        return _provider(text, viewer, **options)
    except Exception:
        log.exception("suggester failed, none shown")
        return []
