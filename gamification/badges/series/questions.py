"""What people do with questions and answers."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from gamification.badges.series.base import Batch, Step, Steps, rows, series
from qa.models import ANSWER, COMMENT, QUESTION, Answer, Comment, Question, Visibility, Vote

PUBLIC = Visibility.PUBLIC
GOOD, GREAT = 5, 10


class Cast(NamedTuple):
    """A vote that stands, by its moment."""

    at: datetime
    id: int
    object_id: int
    value: int


def _public_answers(batch: Batch) -> QuerySet[Answer]:
    return Answer.objects.filter(batch.who("author"), batch.of(ANSWER), visibility=PUBLIC, question__visibility=PUBLIC)


def _public_questions(batch: Batch) -> QuerySet[Question]:
    return Question.objects.filter(batch.who("author"), batch.of(QUESTION), visibility=PUBLIC)


@rows("answers", _("Answers to others"), ANSWER)
def answers(batch: Batch) -> QuerySet[Answer]:
    return _public_answers(batch).exclude(question__author=F("author"))


@rows("solutions", _("Accepted answers"), ANSWER, at=Coalesce("question__accepted_at", "created_at"))
def solutions(batch: Batch) -> QuerySet[Answer]:
    """As points are paid: not for an answer to one's own question, nor for one's own that one accepted as staff."""
    # Asked from the answer's side: joined, SQLite walks through all questions to find one person's answers.
    solved = Question.objects.filter(accepted=OuterRef("pk")).exclude(author=OuterRef("author")).exclude(accepted_by=OuterRef("author"))
    return _public_answers(batch).filter(Exists(solved))


def _people_helped(batch: Batch) -> int:
    return answers.select(batch).order_by().values("question__author").distinct().count()


@series("people_helped", _("People answered"), figure=_people_helped, within=("answers",))
def people_helped(batch: Batch) -> Steps:
    """Each asker counts once, at the first answer they got from this person."""
    seen: set[tuple[int, int]] = set()
    given = answers.select(batch).order_by("created_at", "pk")
    for author, asker, pk, at in given.values_list("author_id", "question__author_id", "pk", "created_at"):
        if (author, asker) not in seen:
            seen.add((author, asker))
            yield author, Step(at, ANSWER, pk)


@rows("questions", _("Questions"), QUESTION)
def questions(batch: Batch) -> QuerySet[Question]:
    return _public_questions(batch)


@rows("solved_questions", _("Own questions with an accepted answer"), QUESTION, at=Coalesce("accepted_at", "created_at"))
def solved_questions(batch: Batch) -> QuerySet[Question]:
    return _public_questions(batch).filter(accepted__isnull=False).exclude(accepted__author=F("author"))


@rows("comments", _("Comments"), COMMENT)
def comments(batch: Batch) -> QuerySet[Comment]:
    return Comment.objects.filter(batch.who("author"), batch.of(COMMENT), visibility=PUBLIC, question__visibility=PUBLIC)


def _given(batch: Batch) -> QuerySet[Vote]:
    return Vote.objects.filter(batch.who("voter"), value=1)


@series("votes_given", _("Votes given"), figure=lambda batch: _given(batch).count())
def votes_given(batch: Batch) -> Steps:
    for voter, pk, at in _given(batch).values_list("voter_id", "pk", "at"):
        yield voter, Step(at, "qa.vote", pk)


def _upvotes(batch: Batch) -> int:
    posts = ((ANSWER, _public_answers(batch)), (QUESTION, _public_questions(batch)))
    cast = (Vote.objects.filter(kind=kind, object_id__in=those.order_by().values("pk"), value=1) for kind, those in posts)
    return sum(votes.exclude(voter__in=batch.people).count() for votes in cast)


@series("upvotes", _("Votes received"), apart=True, figure=_upvotes)
def upvotes(batch: Batch) -> Steps:
    for kind in (ANSWER, QUESTION):
        for author, cast in _votes_on(batch, kind):
            if cast.value == 1:
                yield author, Step(cast.at, kind, cast.object_id)


@series("good_answers", _("Answers that reached five votes"), apart=True)
def good_answers(batch: Batch) -> Steps:
    return _reached(batch, ANSWER, GOOD)


@series("great_answers", _("Answers that reached ten votes"), apart=True)
def great_answers(batch: Batch) -> Steps:
    return _reached(batch, ANSWER, GREAT)


@series("good_questions", _("Questions that reached five votes"), apart=True)
def good_questions(batch: Batch) -> Steps:
    return _reached(batch, QUESTION, GOOD)


def _reached(batch: Batch, kind: str, score: int) -> Steps:
    """What has at least ``score`` now, at the moment its votes first came to that."""
    by_object: dict[tuple[int, int], list[Cast]] = defaultdict(list)
    for author, cast in _votes_on(batch, kind):
        by_object[author, cast.object_id].append(cast)
    for (author, pk), votes in by_object.items():
        if sum(vote.value for vote in votes) < score:
            continue
        total = 0
        for vote in sorted(votes):
            total += vote.value
            if total >= score:
                yield author, Step(vote.at, kind, pk)
                break


def _votes_on(batch: Batch, kind: str) -> list[tuple[int, "Cast"]]:
    """Standing votes of others on what these people published: two queries, once in a batch."""
    return batch.once(("votes", kind), lambda: list(_cast_on(batch, kind)))


def _cast_on(batch: Batch, kind: str) -> Iterator[tuple[int, "Cast"]]:
    posts = (_public_answers if kind == ANSWER else _public_questions)(batch).order_by()
    authors = dict(posts.values_list("pk", "author_id"))
    if not authors:
        return
    cast = Vote.objects.filter(kind=kind, object_id__in=posts.values("pk")).exclude(value=0)
    for at, pk, object_id, value, voter in cast.values_list("at", "pk", "object_id", "value", "voter_id").iterator(chunk_size=2000):
        author = authors.get(object_id)
        if author is not None and author != voter:
            yield author, Cast(at, pk, object_id, value)
