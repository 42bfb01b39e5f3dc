"""What people do with articles of the knowledge base: what was credited to them, while the article is published."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from gamification.badges.series.base import Step, series
from gamification.causes import AUTHORING, CONTRIBUTION, RATING, article_authors
from kb.models import Contribution, Rating

Steps = Iterator[tuple[int, Step]]
Role = Contribution.Role


@series("articles", _("Articles published"))
def articles(people: Sequence[int]) -> Steps:
    """Each article counts once for its author, and for whose answer it was made of."""
    return _credited(people, *AUTHORING)


@series("edits", _("Edits of articles approved"))
def edits(people: Sequence[int]) -> Steps:
    return _credited(people, Role.EDITOR, once_per_article=False)


@series("translations", _("Articles translated"))
def translations(people: Sequence[int]) -> Steps:
    return _credited(people, Role.TRANSLATOR)


def _credited(people: Sequence[int], *roles: str, once_per_article: bool = True) -> Steps:
    given = Contribution.objects.filter(person__in=people, role__in=roles, credited_at__isnull=False, article__live=True)
    seen: set[tuple[int, int]] = set()
    for person_id, article_id, pk, at in given.order_by("credited_at", "pk").values_list("person_id", "article_id", "pk", "credited_at"):
        assert at is not None
        if once_per_article and (person_id, article_id) in seen:
            continue
        seen.add((person_id, article_id))
        yield person_id, Step(at, CONTRIBUTION, pk)


@series("helpful", _("Times an article was found helpful"))
def helpful(people: Sequence[int]) -> Steps:
    """By a person who signed in and isn't one of its authors: anybody can reload a page."""
    written = Contribution.objects.filter(person__in=people, role__in=AUTHORING, credited_at__isnull=False, article__live=True)
    said = Rating.objects.filter(article__in=written.values("article"), helpful=True, person__isnull=False)
    ratings = list(said.values_list("pk", "article_id", "person_id", "at"))
    authors = article_authors({article_id for _pk, article_id, _person, _at in ratings})
    wanted = set(people)
    for pk, article_id, rater, at in ratings:
        for author in authors.get(article_id, set()) & wanted:
            if rater not in authors[article_id]:
                yield author, Step(at, RATING, pk)
