"""Keep articles up to date: mark translations whose original changed, and ask keepers to look again."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.events import record
from kb.events import ArticleChanged, ArticleDue
from kb.models import ArticlePage

Significance = ArticlePage.Significance

TRANSLATORS_HAVE = {Significance.MAJOR: timedelta(0), Significance.MEDIUM: timedelta(days=30)}
"""How long readers of a translation aren't told of a change. Small changes mark none."""
ASK_AGAIN = timedelta(days=30)
AT_ONCE = 200
LOOKED_BACK = timedelta(days=2)


def mark_translations(article: ArticlePage) -> None:
    """A new version of an original is out: its translations are behind. In the caller's transaction."""
    wait = TRANSLATORS_HAVE.get(Significance(article.significance))
    if wait is None or article.pk != original_of(article):
        return
    since = timezone.localdate() + wait
    published = ArticlePage.objects.filter(translation_key=article.translation_key, version__gt=0)
    others = published.filter(Q(behind_from=None) | Q(behind_from__gt=since))
    ids = list(others.exclude(pk=article.pk).values_list("pk", flat=True))
    ArticlePage.objects.filter(pk__in=ids).update(behind_from=since, reminded_on=None)
    if not wait:
        _tell(ids)


def original_of(article: ArticlePage) -> int | None:
    """The text that the others of its translation key were made from: the one that was published first."""
    all_of_it = ArticlePage.objects.filter(translation_key=article.translation_key, first_published_at__isnull=False)
    return all_of_it.order_by("first_published_at", "pk").values_list("pk", flat=True).first()


def show_what_is_behind() -> None:
    """Copies of pages kept for guests change on the day from which a translation counts as behind."""
    today = timezone.localdate()
    behind = ArticlePage.objects.live().filter(behind_from__lte=today, behind_from__gt=today - LOOKED_BACK)
    _tell(behind.order_by("pk").values_list("pk", flat=True))


def _tell(ids: Iterable[int]) -> None:
    with transaction.atomic():
        for article_id in ids:
            record(ArticleChanged(article_id, None))


def remind_keepers(today: date | None = None) -> int:
    """Ask the keepers of what is due, once, and again while it stays so; returns how many articles they were asked about."""
    day = today or timezone.localdate()
    due = ArticlePage.objects.live().filter(Q(verify_by__lte=day) | Q(behind_from__lte=day), keeper__isnull=False)
    waiting = due.filter(Q(reminded_on=None) | Q(reminded_on__lte=day - ASK_AGAIN)).order_by("pk")
    asked = list(waiting.values_list("pk", "keeper_id", "behind_from")[:AT_ONCE])
    with transaction.atomic():
        for article_id, keeper_id, behind_from in asked:
            why = "translation" if behind_from and behind_from <= day else "check"
            record(ArticleDue(article_id, keeper_id, why, day.isoformat()))
        ArticlePage.objects.filter(pk__in=[article_id for article_id, *_rest in asked]).update(reminded_on=day)
    return len(asked)
