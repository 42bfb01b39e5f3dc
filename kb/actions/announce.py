"""Tell the house what became of articles. Called for Wagtail's signals (`kb.adapters`), and by night for those that were lost.

Wagtail may publish outside any transaction (by its clock, for one), so a process that dies in between leaves an article published and
nobody told: ``announced`` says of which revision the house knows.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Revision, TaskState

from core.events import record
from core.events.content import ContentEdited, ContentPublished
from kb.actions.credit import credit_version
from kb.actions.keep_up import mark_translations
from kb.events import ArticleChanged, ArticlePublished, ArticleUnpublished
from kb.models import ARTICLE, ArticlePage

AT_ONCE = 100


@transaction.atomic
def announce_published(article_id: int) -> None:
    """A revision went live: count the version, credit people, say so. Nothing happens when that was done."""
    article = ArticlePage.objects.select_for_update(of=("self",)).filter(pk=article_id, live=True).first()
    if article is None or article.live_revision_id is None or article.announced == article.live_revision_id:
        return
    revision = Revision.objects.get(pk=article.live_revision_id)
    since, first = article.announced, article.version == 0
    other_readers = not first and article.told_audience != article.audience
    article.version += 1
    article.revision += 1
    article.announced = revision.pk
    article.told_audience = article.audience
    article.hidden_at = article.obsolete_at = article.behind_from = article.reminded_on = None
    article.verified_at = timezone.now()
    article.verify_by = later(timezone.localdate(), article.MONTHS_VALID[article.Genre(article.genre)])
    ArticlePage.objects.filter(pk=article.pk).update(**{name: getattr(article, name) for name in article.KEPT})
    credit_version(article, revision, since)
    by_id = _approved_by(revision) or revision.user_id
    if not first:
        mark_translations(article)
    record(ArticlePublished(article.pk, by_id, first))
    record(ContentPublished(ARTICLE, article.pk, article.owner_id) if first else ContentEdited(ARTICLE, article.pk, revision.user_id))
    if other_readers:
        record(ArticleChanged(article.pk, by_id))


@transaction.atomic
def announce_unpublished(article_id: int, by_id: int | None = None) -> None:
    """It was taken offline, or is being deleted."""
    was_public = ArticlePage.objects.filter(pk=article_id, version__gt=0)
    if was_public.update(announced=None, revision=F("revision") + 1):
        record(ArticleUnpublished(article_id, by_id))


def announce_changed(article_ids: Iterable[int], by_id: int | None = None) -> None:
    """Their place, address or audience changed. In shares, so that the move of a large topic keeps nobody waiting."""
    ids = list(article_ids)
    for start in range(0, len(ids), AT_ONCE):
        share = ids[start : start + AT_ONCE]
        with transaction.atomic():
            ArticlePage.objects.filter(pk__in=share).update(revision=F("revision") + 1)
            for article_id in share:
                record(ArticleChanged(article_id, by_id))


def later(day: date, months: int) -> date:
    """The same day so many months on, or the month's last."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _approved_by(revision: Revision) -> int | None:
    approved = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED)
    return approved.order_by("-finished_at").values_list("finished_by_id", flat=True).first()
