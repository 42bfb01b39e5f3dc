"""Questions of another community, in bulk: with their dates, authors and scores, past admission, and without the events of new ones."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from core.imports import Outcome, Pace, known, remember
from core.text import TextTooLong, render_html
from core.writing import rich_text
from qa.actions.publish import count_tags
from qa.models import QUESTION, Question, Tag
from qa.tagging import clean, tags_named
from qa.writing import slug_for

DUPLICATE = "qa.duplicate"
TITLE_MAX = 300


@dataclass(frozen=True, slots=True)
class QuestionRow:
    foreign_id: str
    author_id: int
    title: str
    html: str
    lang: str
    tags: tuple[str, ...]
    score: int
    created_at: datetime
    activity_at: datetime
    closed: bool = False


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    foreign_id: str
    question_id: int
    original_id: int


def import_questions(source: str, rows: Sequence[QuestionRow], pace: Pace) -> Outcome:
    """Make those that are not here yet."""
    here = known(source, QUESTION, [row.foreign_id for row in rows])
    outcome = Outcome(present=len(here))
    new: dict[str, Question] = {}
    tags: dict[str, list[str]] = {}
    for row in rows:
        if row.foreign_id in here:
            continue
        try:
            new[row.foreign_id] = _question(row)
        except TextTooLong as error:
            outcome.refused.append((row.foreign_id, f"text too long (over {error.limit} characters)"))
            continue
        tags[row.foreign_id] = [name for name in map(clean, row.tags) if name]
    if new:
        with pace.writing():
            Question.objects.bulk_create(new.values())
            _tag({question.pk: tags[foreign_id] for foreign_id, question in new.items()})
            remember(source, QUESTION, {foreign_id: question.pk for foreign_id, question in new.items()})
    outcome.made = len(new)
    return outcome


def import_duplicates(source: str, rows: Sequence[DuplicateRow], pace: Pace) -> Outcome:
    """Mark questions as duplicates of others. One that people changed here since stays as it is."""
    here = known(source, DUPLICATE, [row.foreign_id for row in rows])
    new = [row for row in rows if row.foreign_id not in here]
    if new:
        with pace.writing():
            for row in new:
                closed = Question.objects.filter(pk=row.question_id, state=Question.State.CLOSED, duplicate_of=None)
                closed.update(state=Question.State.DUPLICATE, duplicate_of=row.original_id, revision=F("revision") + 1)
            remember(source, DUPLICATE, {row.foreign_id: row.question_id for row in new})
    return Outcome(len(new), len(here))


def _question(row: QuestionRow) -> Question:
    title = row.title[:TITLE_MAX]
    return Question(
        title=title,
        slug=slug_for(title),
        lang=row.lang,
        author_id=row.author_id,
        state=Question.State.CLOSED if row.closed else Question.State.OPEN,
        score=row.score,
        created_at=row.created_at,
        published_at=row.created_at,
        activity_at=row.activity_at,
        **rich_text(render_html(row.html)),
    )


def _tag(names: dict[int, list[str]]) -> None:
    tags = tags_named(dict.fromkeys(name for some in names.values() for name in some))
    pairs = {(question_id, tags[name].pk) for question_id, some in names.items() for name in some}
    through = Question.tags.through
    through.objects.bulk_create(through(question_id=question_id, tag_id=tag_id) for question_id, tag_id in sorted(pairs))
    by_count: dict[int, list[int]] = {}
    for tag_id, count in Counter(tag_id for _, tag_id in pairs).items():
        by_count.setdefault(count, []).append(tag_id)
    # All at once and in one order, before they are counted in groups, so that two writers can't wait for each other.
    list(Tag.objects.select_for_update(no_key=True).filter(pk__in={tag_id for _, tag_id in pairs}).order_by("pk").values_list("pk"))
    for count, tag_ids in by_count.items():
        count_tags(tag_ids, count)
