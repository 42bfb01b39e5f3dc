"""What waits for review and what became of it: proposals of a person, versions of an article, the queue of those who decide."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from wagtail.models import TaskState

from core.diff import Piece, pieces
from core.reviews import words_of
from core.viewer import Viewer
from kb import permissions
from kb.models import ArticlePage, Contribution


@dataclass(frozen=True, slots=True)
class Proposal:
    """``state``: "pending" while it waits, "refused" when it was sent back (``reason`` says why), "published"."""

    title: str
    url: str
    state: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """A published version, or (``is_draft``) the one beside it that waits."""

    number: int
    at: datetime
    people: list[int]
    note: str
    is_draft: bool = False
    changes: tuple[Piece, ...] = ()


def proposals_of(viewer: Viewer, limit: int = 50) -> list[Proposal]:
    """What this person wrote for the knowledge base, newest first: four queries."""
    given = Contribution.objects.filter(person_id=viewer.user_id).exclude(role=Contribution.Role.REVIEWER).select_related("article")
    mine = list(given.order_by("-made_at", "-pk")[:limit])
    reviews = _last_reviews([contribution.article_id for contribution in mine if contribution.credited_at is None])
    words = words_of(reviews.values())
    return [_proposal(contribution, reviews.get(contribution.article_id), words) for contribution in mine]


def _last_reviews(article_ids: list[int]) -> dict[int, TaskState]:
    if not article_ids:
        return {}
    content_type = ContentType.objects.get_for_model(ArticlePage)
    states = TaskState.objects.filter(
        workflow_state__content_type=content_type, workflow_state__object_id__in=[str(id) for id in article_ids]
    )
    return {int(state.workflow_state.object_id): state for state in states.select_related("workflow_state").order_by("pk")}


def _proposal(contribution: Contribution, review: TaskState | None, words: dict[int, str]) -> Proposal:
    article = contribution.article
    if contribution.credited_at is not None:
        return Proposal(article.title, (article.url or "") if article.live else "", "published", "", contribution.made_at)
    refused = review is not None and review.status == TaskState.STATUS_REJECTED
    title = article.draft_title or article.title
    return Proposal(title, "", "refused" if refused else "pending", words[review.pk] if refused and review else "", contribution.made_at)


def versions_of(article: ArticlePage, viewer: Viewer) -> list[Version]:
    """Published versions, newest first, who worked on them, and for staff the draft with what it would change: three queries."""
    people: dict[int, list[int]] = {}
    when: dict[int, datetime] = {}
    for version, person_id, at in (
        article.contributions.filter(version__isnull=False).order_by("-version", "pk").values_list("version", "person_id", "credited_at")
    ):
        people.setdefault(version, [])
        if person_id not in people[version]:
            people[version].append(person_id)
        when.setdefault(version, at)
    newest = Version(article.version, article.last_published_at, people.get(article.version, []), article.change_note)
    earlier = [Version(number, when[number], people[number], "") for number in sorted(people, reverse=True) if number < article.version]
    return [*_draft_of(article, viewer), newest, *earlier]


def _draft_of(article: ArticlePage, viewer: Viewer) -> list[Version]:
    if not viewer.is_staff or not article.has_unpublished_changes or article.latest_revision_id is None:
        return []
    revision = article.latest_revision
    draft = revision.as_object()
    changes = pieces(f"{article.title}\n\n{article.body_text}", f"{draft.title}\n\n{draft.body_text}")
    by = [revision.user_id] if revision.user_id else []
    return [Version(article.version + 1, revision.created_at, by, draft.change_note, True, tuple(changes))]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A version that waits: ``changes`` from the live one, or the whole text of a first version."""

    article: ArticlePage
    revision_id: int
    title: str
    note: str
    by_id: int | None
    at: datetime
    lang: str
    is_new: bool
    changes: tuple[Piece, ...]


def waiting_for(viewer: Viewer, limit: int = 20) -> list[Waiting]:
    """What this person may decide on, the longest waiting first."""
    content_type = ContentType.objects.get_for_model(ArticlePage)
    states = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, workflow_state__status="in_progress", workflow_state__content_type=content_type
    )
    found: list[Waiting] = []
    for state in states.select_related("revision").order_by("started_at", "pk").iterator(chunk_size=limit):
        article = ArticlePage.objects.select_related("locale").filter(pk=int(state.revision.object_id)).first()
        if article is not None and permissions.may_decide(viewer, article, state.revision.user_id):
            found.append(_waiting(article, state))
        if len(found) == limit:
            break
    return found


def _waiting(article: ArticlePage, state: TaskState) -> Waiting:
    draft = state.revision.as_object()
    before = f"{article.title}\n\n{article.body_text}" if article.version else ""
    return Waiting(
        article=article,
        revision_id=state.revision_id,
        title=draft.title,
        note=draft.change_note,
        by_id=state.revision.user_id,
        at=state.revision.created_at,
        lang=article.locale.language_code,
        is_new=not article.version,
        changes=tuple(pieces(before, f"{draft.title}\n\n{draft.body_text}")) if before else (Piece("", draft.body_text),),
    )
