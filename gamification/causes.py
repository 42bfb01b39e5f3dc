"""What points come from, read as it stands now: votes, posts, flags. Facts in batches; rules look at one fact each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core.models import EventRow
from moderation.events import FlagReopened, FlagUpheld
from qa.models import ANSWER, COMMENT, QUESTION, Answer, Comment, Question, Visibility, Vote

VOTE, FLAG = "qa.vote", "moderation.flag"
POST_MODELS: dict[str, type[Question] | type[Answer] | type[Comment]] = {QUESTION: Question, ANSWER: Answer, COMMENT: Comment}


@dataclass(frozen=True, slots=True)
class VoteFact:
    """A vote that stands on public content of somebody else. ``value`` is 1 or -1; imported votes may name no voter."""

    id: int
    at: datetime
    on: str
    value: int
    author_id: int
    voter_id: int | None


@dataclass(frozen=True, slots=True)
class PostFact:
    """A question, an answer or a comment. ``accepted_at`` is set while it is its question's accepted answer."""

    id: int
    at: datetime
    kind: str
    author_id: int
    removed: bool
    asker_id: int | None = None
    accepted_at: datetime | None = None
    accepted_by_id: int | None = None


@dataclass(frozen=True, slots=True)
class FlagFact:
    id: int
    at: datetime
    reporter_id: int
    upheld: bool


Fact = VoteFact | PostFact | FlagFact


def _votes(ids: Sequence[int]) -> Iterator[VoteFact]:
    votes = list(Vote.objects.filter(pk__in=ids).exclude(value=0))
    authors: dict[tuple[str, int], int] = {}
    for kind in {vote.kind for vote in votes}:
        on = [vote.object_id for vote in votes if vote.kind == kind]
        public = POST_MODELS[kind]._default_manager.filter(pk__in=on, visibility=Visibility.PUBLIC)
        authors |= {(kind, pk): author_id for pk, author_id in public.values_list("pk", "author_id")}
    for vote in votes:
        author_id = authors.get((vote.kind, vote.object_id))
        if author_id is not None and author_id != vote.voter_id:
            yield VoteFact(vote.pk, vote.at, vote.kind, vote.value, author_id, vote.voter_id)


def _posts(kind: str) -> Callable[[Sequence[int]], Iterator[PostFact]]:
    def read(ids: Sequence[int]) -> Iterator[PostFact]:
        for post in POST_MODELS[kind]._default_manager.filter(pk__in=ids).only("author_id", "visibility", "published_at", "created_at"):
            yield PostFact(post.pk, post.created_at, kind, post.author_id, _removed(post))

    return read


def _answers(ids: Sequence[int]) -> Iterator[PostFact]:
    answers = Answer.objects.filter(pk__in=ids).select_related("question").defer("body_source", "body_html", "body_text")
    for answer in answers.defer("question__body_source", "question__body_html", "question__body_text"):
        question = answer.question
        accepted = question.accepted_id == answer.pk and answer.is_public
        yield PostFact(
            answer.pk,
            answer.created_at,
            ANSWER,
            answer.author_id,
            _removed(answer),
            question.author_id,
            (question.accepted_at or answer.created_at) if accepted else None,
            question.accepted_by_id,
        )


def _removed(post: Question | Answer | Comment) -> bool:
    """Public once, and taken down by a moderator or a rule (what was never public is only refused)."""
    return post.visibility == Visibility.HIDDEN and post.published_at is not None


def _flags(ids: Sequence[int]) -> Iterator[FlagFact]:
    """Moderation is on our own floor, so what it decided is read from its events: the last one about a flag holds."""
    names = [FlagUpheld.name, FlagReopened.name]
    last: dict[int, EventRow] = {}
    for row in EventRow.objects.filter(name__in=names, payload__flag_id__in=list(ids)).order_by("pk"):
        last[row.payload["flag_id"]] = row
    for flag_id, row in last.items():
        yield FlagFact(flag_id, row.at, row.payload["reporter_id"], row.name == FlagUpheld.name)


SOURCES: dict[str, Callable[[Sequence[int]], Iterable[Fact]]] = {
    VOTE: _votes,
    ANSWER: _answers,
    QUESTION: _posts(QUESTION),
    COMMENT: _posts(COMMENT),
    FLAG: _flags,
}


def facts(kind: str, ids: Sequence[int]) -> Iterable[Fact]:
    """The causes ``ids`` as they stand; what no longer stands is absent. A constant number of queries."""
    return SOURCES[kind](ids)


def all_ids(kind: str) -> Iterator[int]:
    """Every cause of this kind there is, without loading them at once."""
    if kind == FLAG:
        rows = EventRow.objects.filter(name=FlagUpheld.name).order_by("pk").values_list("payload", flat=True)
        return iter({payload["flag_id"]: None for payload in rows.iterator()})
    model = Vote if kind == VOTE else POST_MODELS[kind]
    return model._default_manager.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000)


def votes_on(kind: str, ids: Iterable[int]) -> list[int]:
    return list(Vote.objects.filter(kind=kind, object_id__in=list(ids)).order_by("pk").values_list("pk", flat=True))


def home_day(at: datetime):
    """The date of ``at`` where the company is: the day that daily caps count."""
    return timezone.localtime(at, timezone.get_default_timezone()).date()
