"""Say that an article is still right, or that it no longer is."""

from django.db import transaction
from django.utils import timezone

from core.events import record
from core.viewer import Viewer
from kb.actions.announce import later
from kb.events import ArticleChanged
from kb.models import ArticlePage


@transaction.atomic
def verify_article(article: ArticlePage, by: Viewer) -> None:
    """It is right as of today, and looked at again after as long as its kind of text may be trusted."""
    valid = later(timezone.localdate(), article.MONTHS_VALID[article.Genre(article.genre)])
    ArticlePage.objects.filter(pk=article.pk).update(
        verified_at=timezone.now(), verify_by=valid, obsolete_at=None, behind_from=None, reminded_on=None
    )
    record(ArticleChanged(article.pk, by.user_id))


@transaction.atomic
def mark_obsolete(article: ArticlePage, by: Viewer) -> None:
    """Readers are told so, until it is verified or published anew."""
    ArticlePage.objects.filter(pk=article.pk).update(obsolete_at=timezone.now())
    record(ArticleChanged(article.pk, by.user_id))
