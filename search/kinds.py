"""Which kinds of content make documents of their own; others are parts of theirs. And of which "solved" can be said."""

from typing import Final

from core.content import Adapter


def searchable(adapter: Adapter) -> bool:
    return type(adapter).documents is not Adapter.documents


ANSWERED: Final = ("qa.question",)


def narrowed(kinds: tuple[str, ...], solved: str) -> tuple[str, ...]:
    """``kinds`` as filters of a page mean them: who asks for what isn't solved yet (or is) wants questions, no guides."""
    if not solved:
        return kinds
    return tuple(kind for kind in kinds if kind in ANSWERED) or kinds or ANSWERED
