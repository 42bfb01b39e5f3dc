"""What points come from, read as it stands now: votes, posts, flags, articles. Facts in batches; rules look at one fact each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from blog.models import Comment as BlogComment
from blog.models.comments import COMMENT as BLOG_COMMENT
from core.models import EventRow
from forums.models import POST, TOPIC, Post, Topic
from kb.models import Contribution, Rating
from moderation.events import FlagReopened, FlagUpheld
from qa.models import ANSWER, COMMENT, QUESTION, Answer, Comment, Question, Visibility, Vote

VOTE, FLAG = "qa.vote", "moderation.flag"
CONTRIBUTION, RATING = "kb.contribution", "kb.rating"
VOTED = {QUESTION: Question, ANSWER: Answer}

# Whoever wrote an article, or gave the answer that it was made of.
AUTHORING = (Contribution.Role.AUTHOR, Contribution.Role.ANSWERER)


EVERY_ROW = Q()


@dataclass(frozen=True, slots=True)
class PostModel:
    """Where a kind of content is kept, and what its author and its date are called there. ``only`` leaves rows out."""

    model: Any
    author: str = "author_id"
    at: str = "created_at"
    only: Q = EVERY_ROW


POSTS = {
    QUESTION: PostModel(Question),
    ANSWER: PostModel(Answer),
    COMMENT: PostModel(Comment),
    TOPIC: PostModel(Topic, author="poster_id", at="created"),
    # A topic's first post is the topic's own text, and is as hidden as that.
    POST: PostModel(Post, author="poster_id", at="created", only=~Q(pk=F("topic__first_post"))),
    BLOG_COMMENT: PostModel(BlogComment),
}


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
    """Anything that people post. ``accepted_at`` is set while it is its question's accepted answer."""

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


@dataclass(frozen=True, slots=True)
class ContributionFact:
    """What is credited to a person on a published article. ``first``: nothing of the kind was credited to them there before."""

    id: int
    at: datetime
    role: str
    person_id: int
    first: bool


@dataclass(frozen=True, slots=True)
class RatingFact:
    """Somebody who signed in found an article helpful: a fact for each of its authors, which the rater is not."""

    id: int
    at: datetime
    author_id: int


Fact = VoteFact | PostFact | FlagFact | ContributionFact | RatingFact


def _votes(ids: Sequence[int]) -> Iterator[VoteFact]:
    votes = list(Vote.objects.filter(pk__in=ids).exclude(value=0))
    authors: dict[tuple[str, int], int] = {}
    for kind in {vote.kind for vote in votes}:
        on = [vote.object_id for vote in votes if vote.kind == kind]
        public = VOTED[kind]._default_manager.filter(pk__in=on, visibility=Visibility.PUBLIC)
        authors |= {(kind, pk): author_id for pk, author_id in public.values_list("pk", "author_id")}
    for vote in votes:
        author_id = authors.get((vote.kind, vote.object_id))
        if author_id is not None and author_id != vote.voter_id:
            yield VoteFact(vote.pk, vote.at, vote.kind, vote.value, author_id, vote.voter_id)


def _posts(kind: str) -> Callable[[Sequence[int]], Iterator[PostFact]]:
    def read(ids: Sequence[int]) -> Iterator[PostFact]:
        kept = POSTS[kind]
        rows = kept.model._default_manager.filter(kept.only, pk__in=ids).values_list(
            "pk", kept.at, kept.author, "visibility", "published_at"
        )
        for pk, at, author_id, visibility, published_at in rows:
            if author_id is not None:
                yield PostFact(pk, at, kind, author_id, _removed(visibility, published_at))

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
            _removed(answer.visibility, answer.published_at),
            question.author_id,
            (question.accepted_at or answer.created_at) if accepted else None,
            question.accepted_by_id,
        )


def _removed(visibility: str, published_at: datetime | None) -> bool:
    """Public once, and taken down by a moderator or a rule (what was never public is only refused). All rooms use the same words."""
    return visibility == Visibility.HIDDEN and published_at is not None


def _flags(ids: Sequence[int]) -> Iterator[FlagFact]:
    """Moderation is on our own floor, so what it decided is read from its events: the last one about a flag holds."""
    names = [FlagUpheld.name, FlagReopened.name]
    last: dict[int, EventRow] = {}
    for row in EventRow.objects.filter(name__in=names, payload__flag_id__in=list(ids)).order_by("pk"):
        last[row.payload["flag_id"]] = row
    for flag_id, row in last.items():
        yield FlagFact(flag_id, row.at, row.payload["reporter_id"], row.name == FlagUpheld.name)


def _contributions(ids: Sequence[int]) -> Iterator[ContributionFact]:
    """Credited ones of published articles. An author is paid for an article once, an editor for each version that was approved."""
    rows = Contribution.objects.filter(pk__in=ids, credited_at__isnull=False, article__live=True)
    found = list(rows.values_list("pk", "credited_at", "role", "person_id", "article_id"))
    written = Contribution.objects.filter(article__in={row[4] for row in found}, role__in=AUTHORING, credited_at__isnull=False)
    first: dict[tuple[int, int], int] = {}
    for pk, article_id, person_id in written.order_by("credited_at", "pk").values_list("pk", "article_id", "person_id"):
        first.setdefault((article_id, person_id), pk)
    for pk, at, role, person_id, article_id in found:
        assert at is not None
        yield ContributionFact(pk, at, role, person_id, first.get((article_id, person_id)) == pk)


def _ratings(ids: Sequence[int]) -> Iterator[RatingFact]:
    said = Rating.objects.filter(pk__in=ids, helpful=True, person__isnull=False, article__live=True)
    rows = list(said.values_list("pk", "at", "person_id", "article_id"))
    authors = article_authors({article_id for *_rest, article_id in rows})
    for pk, at, rater_id, article_id in rows:
        for author_id in sorted(authors.get(article_id, set())):
            if rater_id not in authors[article_id]:
                yield RatingFact(pk, at, author_id)


def article_authors(articles: Iterable[int]) -> dict[int, set[int]]:
    """Who is credited as an author of each article: one query."""
    found: dict[int, set[int]] = defaultdict(set)
    credited = Contribution.objects.filter(article__in=set(articles), role__in=AUTHORING, credited_at__isnull=False)
    for article_id, person_id in credited.values_list("article_id", "person_id"):
        found[article_id].add(person_id)
    return found


SOURCES: dict[str, Callable[[Sequence[int]], Iterable[Fact]]] = {
    VOTE: _votes,
    **{kind: _posts(kind) for kind in POSTS},
    ANSWER: _answers,
    FLAG: _flags,
    CONTRIBUTION: _contributions,
    RATING: _ratings,
}
MODELS: dict[str, Any] = {VOTE: Vote, CONTRIBUTION: Contribution, RATING: Rating, **{kind: kept.model for kind, kept in POSTS.items()}}


def facts(kind: str, ids: Sequence[int]) -> Iterable[Fact]:
    """The causes ``ids`` as they stand; what no longer stands is absent. A constant number of queries."""
    return SOURCES[kind](ids)


def all_ids(kind: str) -> Iterator[int]:
    """Every cause of this kind there is, without loading them at once."""
    if kind == FLAG:
        rows = EventRow.objects.filter(name=FlagUpheld.name).order_by("pk").values_list("payload", flat=True)
        return iter({payload["flag_id"]: None for payload in rows.iterator()})
    return MODELS[kind]._default_manager.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000)


def votes_on(kind: str, ids: Iterable[int]) -> list[int]:
    return list(Vote.objects.filter(kind=kind, object_id__in=list(ids)).order_by("pk").values_list("pk", flat=True))


def of_article(article_id: int) -> dict[str, list[int]]:
    """The causes that stand or fall with an article being published, by kind."""
    return {
        CONTRIBUTION: list(Contribution.objects.filter(article=article_id).values_list("pk", flat=True)),
        RATING: list(Rating.objects.filter(article=article_id, helpful=True).values_list("pk", flat=True)),
    }


def home_day(at: datetime) -> date:
    """The date of ``at`` where the company is: the day that daily caps count."""
    return timezone.localtime(at, timezone.get_default_timezone()).date()
