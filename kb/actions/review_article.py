"""Decide on what waits for review: publish it, or send it back with a reason."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.models import TaskState

from accounts.models import User
from core.viewer import Viewer
from kb.models import ArticlePage
from kb.permissions import may_decide


class NothingWaits(Exception):
    """Somebody else has decided, or the version seen isn't the one that waits any more."""


def approve_article(article: ArticlePage, by: Viewer, revision_id: int) -> None:
    """The waiting version is approved; when that was the workflow's last step it is published.

    Raises:
        PermissionDenied: ``by`` is neither a moderator nor an expert on it, or wrote it.
        NothingWaits: ``revision_id`` is not the version that waits.
    """
    with transaction.atomic():
        _waiting(article, by, revision_id).approve(user=User.objects.get(pk=by.user_id))


def send_back(article: ArticlePage, by: Viewer, revision_id: int, reason: str) -> None:
    """The waiting version stays a draft, and its author reads why; raises as `approve_article`."""
    with transaction.atomic():
        _waiting(article, by, revision_id).reject(user=User.objects.get(pk=by.user_id), comment=reason)


def _waiting(article: ArticlePage, by: Viewer, revision_id: int) -> TaskState:
    locked = ArticlePage.objects.select_for_update(of=("self",)).get(pk=article.pk)
    state = locked.current_workflow_task_state
    if state is None or state.status != TaskState.STATUS_IN_PROGRESS or state.revision_id != revision_id:
        raise NothingWaits
    if not may_decide(by, locked, state.revision.user_id):
        raise PermissionDenied("moderators, and experts on it who didn't write it, decide")
    return state
