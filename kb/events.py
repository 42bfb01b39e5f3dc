"""What happens in the knowledge base. Others may import this module; it imports core alone. ``article_id`` is the page's."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, slots=True)
class ArticlePublished(Event):
    """A version of an article went live; ``first`` tells the article's first version from later ones."""

    name = "kb.article_published"
    article_id: int
    by_id: int | None
    first: bool


@dataclass(frozen=True, slots=True)
class ArticleUnpublished(Event):
    """Archived, deleted or taken offline."""

    name = "kb.article_unpublished"
    article_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class ArticleChanged(Event):
    """What search knows of a live article changed without a new version: its audience, place or address."""

    name = "kb.article_changed"
    article_id: int
    by_id: int | None


@dataclass(frozen=True, slots=True)
class ArticleDue(Event):
    """Its keeper is to look at it again. ``why``: "check" for its age, "translation" because the original changed. ``reminded_on`` is a
    date, as ISO text."""

    name = "kb.article_due"
    article_id: int
    keeper_id: int
    why: str
    reminded_on: str


@dataclass(frozen=True, slots=True)
class ContributionCredited(Event):
    """``role``: author, editor, reviewer, translator or answerer. Recorded when the version they contributed to is published, by ``by_id``;
    ``review_id`` is the review that ended with it."""

    name = "kb.contribution_credited"
    contribution_id: int
    article_id: int
    person_id: int
    role: str
    by_id: int | None = None
    review_id: int | None = None


@dataclass(frozen=True, slots=True)
class ArticleRated(Event):
    """Somebody said whether an article helped; ``rating_id`` holds the rest. ``journey`` ties the page that it was said on."""

    name = "kb.article_rated"
    rating_id: int
    article_id: int
    person_id: int | None
    helpful: bool
    journey: str = ""


@dataclass(frozen=True, slots=True)
class ArticleBegunFromQuestion(Event):
    """A solved question is being turned into an article; the draft credits those who answered."""

    name = "kb.article_begun_from_question"
    article_id: int
    question_id: int
    by_id: int | None
