"""What notifications of reviews are about: a version that waits, for those who may decide; a decision, for those who wrote it."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from wagtail.models import TaskState

from core import reviews
from core.content import content
from core.ports import subjects
from core.ports.subjects import Subject
from core.viewer import Viewer

DECISION, WAITING = "core.review", "core.review_waiting"


def connect() -> None:
    subjects.provide(DECISION, decisions)
    subjects.provide(WAITING, waiting)


def decisions(ids: Iterable[int], viewer: Viewer) -> dict[int, Subject]:
    """Decided versions, for who wrote them and the house, with the reviewers' words. What is published leads there."""
    decided = [review for review in reviews.found(ids) if review.status != TaskState.STATUS_IN_PROGRESS]
    writers = reviews.writers_of(decided)
    mine = [review for review in decided if _is_house(viewer) or viewer.user_id in writers[review.pk]]
    published = content.cards([_page(review)[1:] for review in mine if review.status != TaskState.STATUS_REJECTED], viewer)
    words, shown = reviews.words_of(mine), {}
    for review in mine:
        model, kind, page_id = _page(review)
        card = published.get((kind, page_id)) if review.status != TaskState.STATUS_REJECTED else None
        url = card.url if card else _address(model, page_id, viewer, "proposals_at")
        shown[review.pk] = _subject(review, DECISION, url, words[review.pk])
    return shown


def waiting(ids: Iterable[int], viewer: Viewer) -> dict[int, Subject]:
    """Versions that wait, for those who may decide: once it is decided there is nothing to tell of."""
    wait = [review for review in reviews.found(ids) if review.status == TaskState.STATUS_IN_PROGRESS]
    deciders = reviews.deciders_of(wait)
    may = viewer.is_staff or "expert" in viewer.roles
    mine = [review for review in wait if _is_house(viewer) or (may and viewer.user_id in deciders[review.pk])]
    shown = {}
    for review in mine:
        model, _kind, page_id = _page(review)
        shown[review.pk] = _subject(review, WAITING, _address(model, page_id, viewer, "reviews_at"))
    return shown


def _is_house(viewer: Viewer) -> bool:
    return viewer.user_id is None and viewer.is_admin


def _page(review: TaskState) -> tuple[Any, str, int]:
    """The page's class, kind and id."""
    state = review.workflow_state
    return reviews.model_of(state), reviews.kind_of(state), int(state.object_id)


def _address(model: Any, page_id: int, viewer: Viewer, for_members: str) -> str:
    """Members don't come into the editor: they have pages of their own."""
    members = getattr(model, for_members, "")
    return reverse(members) if members and not viewer.is_staff else reverse("wagtailadmin_pages:edit", args=[page_id])


def _subject(review: TaskState, kind: str, url: str, text: str = "") -> Subject:
    return Subject(
        kind,
        review.pk,
        review.revision.content.get("title", ""),
        url,
        text=text,
        owner_id=reviews.writer_of(review),
        author_id=review.finished_by_id,
        thread=_page(review)[1:],
    )
