"""Who may do what in the knowledge base. Each check stands beside the filter that lists by it (`PlaceQuerySet.visible_to`).

What staff do in Wagtail's own admin is ruled by the permissions that `kb.planting` gives to the groups of their roles.
"""

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
    """Publish what others propose, or send it back."""
    return viewer.may_post and (viewer.is_moderator or "expert" in viewer.roles)


def may_verify(viewer: Viewer) -> bool:
    """Say that an article is still right, or no longer."""
    return viewer.is_staff
