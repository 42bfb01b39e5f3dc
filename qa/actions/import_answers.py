"""Answers of another community, in bulk, with their acceptance."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Value, When

from core.imports import Outcome, Pace, known, remember
from core.text import TextTooLong, render_html
from core.writing import rich_text
from qa.models import ANSWER, Answer, Question

State = Question.State


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """``accepted_at`` is set when it is the accepted answer of its question."""

    foreign_id: str
    question_id: int
    author_id: int
    html: str
    score: int
    created_at: datetime
    accepted_at: datetime | None = None


def import_answers(source: str, rows: Sequence[AnswerRow], pace: Pace) -> Outcome:
    """Make those that are not here yet; their questions count them and are answered, or solved."""
    here = known(source, ANSWER, [row.foreign_id for row in rows])
    outcome = Outcome(present=len(here))
    new: dict[str, Answer] = {}
    accepted: list[tuple[Answer, datetime]] = []
    for row in rows:
        if row.foreign_id in here:
            continue
        try:
            answer = _answer(row)
        except TextTooLong as error:
            outcome.refused.append((row.foreign_id, f"text too long (over {error.limit} characters)"))
            continue
        new[row.foreign_id] = answer
        if row.accepted_at:
            accepted.append((answer, row.accepted_at))
    if new:
        with pace.writing():
            Answer.objects.bulk_create(new.values())
            _count(new.values())
            for answer, at in accepted:
                _accept(answer, at)
            remember(source, ANSWER, {foreign_id: answer.pk for foreign_id, answer in new.items()})
    outcome.made = len(new)
    return outcome


def _answer(row: AnswerRow) -> Answer:
    return Answer(
        question_id=row.question_id,
        author_id=row.author_id,
        score=row.score,
        created_at=row.created_at,
        published_at=row.created_at,
        **rich_text(render_html(row.html)),
    )


def _count(answers: Collection[Answer]) -> None:
    counts = Counter(answer.question_id for answer in answers)
    # All at once and in one order, before they are counted in groups, so that two writers can't wait for each other.
    list(Question.objects.select_for_update(no_key=True).filter(pk__in=counts).order_by("pk").values_list("pk"))
    by_count: dict[int, list[int]] = {}
    for question_id, count in counts.items():
        by_count.setdefault(count, []).append(question_id)
    for count, question_ids in by_count.items():
        Question.objects.filter(pk__in=question_ids).update(
            answer_count=F("answer_count") + count,
            revision=F("revision") + 1,
            state=Case(When(state=State.OPEN, then=Value(State.ANSWERED)), default=F("state")),
        )


def _accept(answer: Answer, at: datetime) -> None:
    """By the asker, unless another answer was accepted here meanwhile."""
    Question.objects.filter(pk=answer.question_id, accepted=None).update(
        accepted=answer,
        accepted_at=at,
        accepted_by=F("author"),
        state=Case(When(state__in=(State.OPEN, State.ANSWERED), then=Value(State.SOLVED)), default=F("state")),
    )
