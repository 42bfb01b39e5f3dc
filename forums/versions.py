"""What changed from one version of a text to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.diff import Piece, editable, pieces
from forums.models import Revision


@dataclass(frozen=True, slots=True)
class VersionChange:
    revision: Revision
    title: list[Piece]
    body: list[Piece]
    is_current: bool


def version_changes(versions: Sequence[Revision]) -> list[VersionChange]:
    """Newest first, each against the one before it; the first is shown whole."""
    changes = []
    for position, revision in enumerate(versions):
        before = versions[position - 1] if position else revision
        body = pieces(_text(before), _text(revision))
        changes.append(VersionChange(revision, pieces(before.title, revision.title), body, position == len(versions) - 1))
    return changes[::-1]


def _text(revision: Revision) -> str:
    return editable(revision.body_source, revision.body_format)
