"""Who may do what in the knowledge base. Each check stands beside the filter that lists by it (`PlaceQuerySet.visible_to`).

What staff do in Wagtail's own admin is ruled by the permissions that `kb.planting` gives to the groups of their roles.
"""

from django.db.models.functions import Lower
from taggit.models import Tag
from wagtail.models import TaskState

from accounts.models import Expertise
from core.viewer import Viewer
from kb.audiences import closed_to
from kb.models import ArticlePage


def may_see(viewer: Viewer, article: ArticlePage) -> bool:
    return (
        article.live and article.audience not in closed_to(viewer) and ArticlePage.objects.visible_to(viewer).filter(pk=article.pk).exists()
    )


def may_propose(viewer: Viewer) -> bool:
    """Write a new article, or a change of one, that goes to review."""
    return viewer.may_post


def may_turn_into_article(viewer: Viewer) -> bool:
    """Make an article of a solved question: whoever may propose and is known here a little, so that reviewers get no noise."""
    return viewer.may_post and (viewer.is_staff or viewer.trust >= 1 or "expert" in viewer.roles)


def may_review(viewer: Viewer) -> bool:
    """See what waits for review: moderators all of it, experts what is about their tags."""
    return viewer.may_post and (viewer.is_moderator or "expert" in viewer.roles)


def may_decide(viewer: Viewer, article: ArticlePage, writer_id: int | None) -> bool:
    """Publish what waits, or send it back: moderators; experts on one of the article's tags, unless they wrote it themselves."""
    if not may_review(viewer):
        return False
    if viewer.is_moderator:
        return True
    about = {name.casefold() for name in article.get_latest_revision_as_object().tags.names()}
    mine = {tag.casefold() for tag in Expertise.objects.filter(person=viewer.user_id).values_list("tag", flat=True)}
    return writer_id != viewer.user_id and bool(about & mine)


def experts_on(reviews: list[TaskState]) -> dict[int, set[int]]:
    """Who may decide on these versions as an expert, as `may_decide` allows it: two queries."""
    tag_ids = {review.pk: {row["tag"] for row in review.revision.content.get("tagged", [])} for review in reviews}
    names = dict(Tag.objects.filter(pk__in=set().union(*tag_ids.values())).values_list("pk", "name"))
    experts: dict[str, set[int]] = {}
    about = Expertise.objects.annotate(lower=Lower("tag")).filter(lower__in={name.lower() for name in names.values()})
    for person_id, tag in about.values_list("person", "lower"):
        experts.setdefault(tag, set()).add(person_id)
    return {
        review.pk: {
            person_id
            for tag_id in tag_ids[review.pk]
            for person_id in experts.get(names.get(tag_id, "").lower(), ())
            if person_id != review.revision.user_id
        }
        for review in reviews
    }


def may_verify(viewer: Viewer) -> bool:
    """Say that an article is still right, or no longer."""
    return viewer.is_staff
