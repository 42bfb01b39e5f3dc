"""The admission port: may this text be published, must it wait, or is it refused?

Moderation answers (`provide`); without an answer, or when the answer fails, the text is published and the failure logged.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import structlog

from core.viewer import Viewer

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Draft:
    """A text on its way in. ``body`` is plain text; ``object_id`` is set when an existing text is edited."""

    kind: str
    author_id: int | None
    lang: str
    title: str
    body: str
    html: str
    links: tuple[str, ...] = ()
    is_edit: bool = False
    object_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why. ``code`` is stable (``watched_words``); ``message`` is for the author, in their language."""

    code: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    outcome: Literal["publish", "hold", "refuse"]
    reasons: tuple[Reason, ...] = ()


PUBLISH = Decision("publish")

_provider: Callable[[Draft, Viewer], Decision] | None = None


def provide(decider: Callable[[Draft, Viewer], Decision]) -> None:
    global _provider
    _provider = decider


def decide(draft: Draft, viewer: Viewer) -> Decision:
    """The provider's decision, or "publish" when there is none or it fails."""
    if _provider is None:
        return PUBLISH
    try:
        return _provider(draft, viewer)
    except Exception:
        log.exception("admission failed, published", kind=draft.kind, author_id=draft.author_id)
        return PUBLISH
