"""Credit people for what a published version holds of theirs."""

from collections.abc import Iterable

from django.utils import timezone
from wagtail.models import Page, Revision, TaskState

from core import reviews
from core.events import record
from kb.events import ContributionCredited
from kb.models import ArticlePage, Contribution

Role = Contribution.Role


def note_contribution(article: ArticlePage, person_ids: Iterable[int], role: str) -> None:
    """These people gave something to a version that isn't published yet; saying so twice changes nothing."""
    for person_id in person_ids:
        Contribution.objects.get_or_create(article=article, person_id=person_id, role=role, credited_at=None)


def credit_version(article: ArticlePage, revision: Revision, since: int | None) -> None:
    """Credit everybody whose work the revision brought: who is noted, who wrote it, and who approved it. In the caller's transaction.

    ``article`` has the number of the new version; ``since`` is the revision that was published before. Those who write a first version are
    its authors, or its translators if the text is published in another language already; later ones are editors.
    """
    waiting = list(Contribution.objects.filter(article=article, credited_at=None))
    named = {contribution.person_id for contribution in waiting}
    first = article.version == 1
    role = _role_of_writers(article) if first else Role.EDITOR
    writers = _writers(article, revision, since) - named
    if first and any(contribution.role in (Role.AUTHOR, Role.TRANSLATOR) for contribution in waiting):
        role = Role.EDITOR  # somebody proposed it; whoever touched it up before publishing edited it
    now = timezone.now()
    for contribution in waiting:
        contribution.version, contribution.credited_at = article.version, now
        contribution.save(update_fields=["version", "credited_at"])
    given = [(person_id, role) for person_id in sorted(writers)]
    given += [(person_id, Role.REVIEWER) for person_id in sorted(_reviewers(revision) - writers - named)]
    for person_id, as_what in given:
        credited, made = Contribution.objects.get_or_create(
            article=article, person_id=person_id, role=as_what, version=article.version, defaults={"credited_at": now}
        )
        if made:
            waiting.append(credited)
    review = reviews.ending(revision)
    by_id = review.finished_by_id if review and review.finished_by_id else revision.user_id
    for contribution in waiting:
        told = (contribution.pk, article.pk, contribution.person_id, contribution.role)
        record(ContributionCredited(*told, by_id, review.pk if review else None))


def _role_of_writers(article: ArticlePage) -> str:
    others = Page.objects.filter(translation_key=article.translation_key, first_published_at__isnull=False).exclude(pk=article.pk)
    return Role.TRANSLATOR if others.filter(first_published_at__lt=article.first_published_at).exists() else Role.AUTHOR


def _writers(article: ArticlePage, revision: Revision, since: int | None) -> set[int]:
    """People behind the revisions from the last published one to this one; for a first version, who made the page too."""
    saved = article.revisions.filter(pk__lte=revision.pk, user__isnull=False)
    if since is not None:
        saved = saved.filter(pk__gt=since)
    writers = set(saved.values_list("user_id", flat=True))
    if since is None and not writers and article.owner_id:
        writers = {article.owner_id}
    return writers


def _reviewers(revision: Revision) -> set[int]:
    approved = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED, finished_by__isnull=False)
    return set(approved.values_list("finished_by_id", flat=True))
