"""Comments of another community, in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.imports import Outcome, Pace, known, remember
from core.text import TextTooLong, render_markdown
from core.writing import rich_text
from qa.models import COMMENT, Comment


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A remark on a question, or on one of its answers; ``text`` is Markdown."""

    foreign_id: str
    question_id: int
    answer_id: int | None
    author_id: int
    text: str
    score: int
    created_at: datetime


def import_comments(source: str, rows: Sequence[CommentRow], pace: Pace) -> Outcome:
    """Make those that are not here yet."""
    here = known(source, COMMENT, [row.foreign_id for row in rows])
    outcome = Outcome(present=len(here))
    new: dict[str, Comment] = {}
    for row in rows:
        if row.foreign_id in here:
            continue
        try:
            new[row.foreign_id] = _comment(row)
        except TextTooLong as error:
            outcome.refused.append((row.foreign_id, f"text too long (over {error.limit} characters)"))
    if new:
        with pace.writing():
            Comment.objects.bulk_create(new.values())
            remember(source, COMMENT, {foreign_id: comment.pk for foreign_id, comment in new.items()})
    outcome.made = len(new)
    return outcome


def _comment(row: CommentRow) -> Comment:
    return Comment(
        question_id=row.question_id,
        answer_id=row.answer_id,
        author_id=row.author_id,
        score=row.score,
        created_at=row.created_at,
        published_at=row.created_at,
        **rich_text(render_markdown(row.text)),
    )
