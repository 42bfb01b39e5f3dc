"""What people do with articles of the knowledge base: what was credited to them, while the article is published."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gamification.badges.series.base import Batch, Step, Steps, rows, series
from gamification.causes import AUTHORING, CONTRIBUTION, RATING, article_authors
from kb.models import Contribution, Rating

Role = Contribution.Role


def _credited(batch: Batch, *roles: str) -> QuerySet[Contribution]:
    return Contribution.objects.filter(batch.who("person"), role__in=roles, credited_at__isnull=False, article__live=True)


@series("articles", _("Articles published"))
def articles(batch: Batch) -> Steps:
    """Each article counts once for its author, and for whose answer it was made of."""
    return _once_per_article(_credited(batch, *AUTHORING))


@rows("edits", _("Edits of articles approved"), CONTRIBUTION, person="person_id", at="credited_at")
def edits(batch: Batch) -> QuerySet[Contribution]:
    return _credited(batch, Role.EDITOR).filter(batch.of(CONTRIBUTION))


@series("translations", _("Articles translated"))
def translations(batch: Batch) -> Steps:
    return _once_per_article(_credited(batch, Role.TRANSLATOR))


def _once_per_article(given: QuerySet[Contribution]) -> Steps:
    seen: set[tuple[int, int]] = set()
    for person_id, article_id, pk, at in given.order_by("credited_at", "pk").values_list("person_id", "article_id", "pk", "credited_at"):
        assert at is not None
        if (person_id, article_id) not in seen:
            seen.add((person_id, article_id))
            yield person_id, Step(at, CONTRIBUTION, pk)


@series("helpful", _("Times an article was found helpful"))
def helpful(batch: Batch) -> Steps:
    """By a person who signed in and isn't one of its authors: anybody can reload a page."""
    written = _credited(batch, *AUTHORING)
    said = Rating.objects.filter(article__in=written.values("article"), helpful=True, person__isnull=False)
    ratings = list(said.values_list("pk", "article_id", "person_id", "at"))
    authors = article_authors({article_id for _pk, article_id, _person, _at in ratings})
    wanted = set(batch.people)
    for pk, article_id, rater, at in ratings:
        for author in authors.get(article_id, set()) & wanted:
            if rater not in authors[article_id]:
                yield author, Step(at, RATING, pk)
