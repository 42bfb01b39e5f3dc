"""What people do with questions and answers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from gamification.badges.series.base import Step, series
from qa.models import ANSWER, COMMENT, QUESTION, Answer, Comment, Question, Visibility, Vote

PUBLIC = Visibility.PUBLIC
GOOD, GREAT = 5, 10

Steps = Iterator[tuple[int, Step]]


def _public_answers(people: Sequence[int]):
    return Answer.objects.filter(author__in=people, visibility=PUBLIC, question__visibility=PUBLIC)


def _public_questions(people: Sequence[int]):
    return Question.objects.filter(author__in=people, visibility=PUBLIC)


@series("answers", _("Answers to others"))
def answers(people: Sequence[int]) -> Steps:
    given = _public_answers(people).exclude(question__author=F("author"))
    for author, pk, at in given.values_list("author_id", "pk", "created_at"):
        yield author, Step(at, ANSWER, pk)


@series("solutions", _("Accepted answers"))
def solutions(people: Sequence[int]) -> Steps:
    """As points are paid: not for an answer to one's own question, nor for one's own that one accepted as staff."""
    accepted = _public_answers(people).filter(question__accepted=F("pk")).exclude(question__author=F("author"))
    accepted = accepted.exclude(question__accepted_by=F("author"))
    for author, pk, accepted_at, at in accepted.values_list("author_id", "pk", "question__accepted_at", "created_at"):
        yield author, Step(accepted_at or at, ANSWER, pk)


@series("people_helped", _("People answered"))
def people_helped(people: Sequence[int]) -> Steps:
    """Each asker counts once, at the first answer they got from this person."""
    given = _public_answers(people).exclude(question__author=F("author")).order_by("created_at", "pk")
    seen: set[tuple[int, int]] = set()
    for author, asker, pk, at in given.values_list("author_id", "question__author_id", "pk", "created_at"):
        if (author, asker) not in seen:
            seen.add((author, asker))
            yield author, Step(at, ANSWER, pk)


@series("questions", _("Questions"))
def questions(people: Sequence[int]) -> Steps:
    for author, pk, at in _public_questions(people).values_list("author_id", "pk", "created_at"):
        yield author, Step(at, QUESTION, pk)


@series("solved_questions", _("Own questions with an accepted answer"))
def solved_questions(people: Sequence[int]) -> Steps:
    solved = _public_questions(people).filter(accepted__isnull=False).exclude(accepted__author=F("author"))
    for author, pk, accepted_at, at in solved.values_list("author_id", "pk", "accepted_at", "created_at"):
        yield author, Step(accepted_at or at, QUESTION, pk)


@series("comments", _("Comments"))
def comments(people: Sequence[int]) -> Steps:
    said = Comment.objects.filter(author__in=people, visibility=PUBLIC, question__visibility=PUBLIC)
    for author, pk, at in said.values_list("author_id", "pk", "created_at"):
        yield author, Step(at, COMMENT, pk)


@series("votes_given", _("Votes given"))
def votes_given(people: Sequence[int]) -> Steps:
    for voter, pk, at in Vote.objects.filter(voter__in=people, value=1).values_list("voter_id", "pk", "at"):
        yield voter, Step(at, "qa.vote", pk)


@series("upvotes", _("Votes received"))
def upvotes(people: Sequence[int]) -> Steps:
    for author, vote in _votes_on(people):
        if vote.value == 1:
            yield author, Step(vote.at, vote.kind, vote.object_id)


@series("good_answers", _("Answers that reached five votes"))
def good_answers(people: Sequence[int]) -> Steps:
    return _reached(people, ANSWER, GOOD)


@series("great_answers", _("Answers that reached ten votes"))
def great_answers(people: Sequence[int]) -> Steps:
    return _reached(people, ANSWER, GREAT)


@series("good_questions", _("Questions that reached five votes"))
def good_questions(people: Sequence[int]) -> Steps:
    return _reached(people, QUESTION, GOOD)


def _reached(people: Sequence[int], kind: str, score: int) -> Steps:
    """What has at least ``score`` now, at the moment its votes first came to that."""
    by_object: dict[tuple[int, int], list[Vote]] = defaultdict(list)
    for author, vote in _votes_on(people, kind):
        by_object[author, vote.object_id].append(vote)
    for (author, pk), cast in by_object.items():
        if sum(vote.value for vote in cast) < score:
            continue
        total = 0
        for vote in sorted(cast, key=lambda vote: (vote.at, vote.pk)):
            total += vote.value
            if total >= score:
                yield author, Step(vote.at, kind, pk)
                break


def _votes_on(people: Sequence[int], *kinds: str) -> Iterator[tuple[int, Vote]]:
    """Standing votes of others on what these people published."""
    for kind, posts in ((ANSWER, _public_answers(people)), (QUESTION, _public_questions(people))):
        if kinds and kind not in kinds:
            continue
        authors = dict(posts.order_by().values_list("pk", "author_id"))
        cast = Vote.objects.filter(kind=kind, object_id__in=posts.order_by().values("pk")).exclude(value=0)
        for vote in cast.iterator(chunk_size=2000):
            author = authors.get(vote.object_id)
            if author is not None and author != vote.voter_id:
                yield author, vote
