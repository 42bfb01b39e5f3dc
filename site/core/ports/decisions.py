"""The decisions port: why a text waits or was taken from sight, in words for its author. Moderation answers; the default knows nothing."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Why:
    """``reasons`` in the language of the moment; ``message``: what the moderator wrote; ``waiting``: still to be decided."""

    waiting: bool
    reasons: tuple[str, ...] = ()
    message: str = ""


_provider: list[Callable[[str, int], Why | None]] = []


def provide(why: Callable[[str, int], Why | None]) -> None:
    _provider[:] = [why]


def why(kind: str, id: int) -> Why | None:
    """None when nobody reviews it, or the room that knows fails."""
    try:
        return _provider[0](kind, id) if _provider else None
    except Exception:
        log.exception("decisions failed", kind=kind, id=id)
        return None
