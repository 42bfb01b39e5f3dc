"""Reviews in Wagtail's workflows, whichever room's page is reviewed: who wrote what was sent back hears of it, with the reviewer's words.

A page class takes part by naming its kind of content in ``reviewed_as``, and in ``proposals_at`` where members see what they proposed.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from wagtail.admin.mail import WorkflowStateApprovalEmailNotifier
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_rejected, workflow_approved, workflow_rejected

from core.events import record
from core.events.content import ContentSentBack
from core.ports import subjects
from core.ports.subjects import Subject
from core.viewer import Viewer

REVIEW = "core.review"


class ToEditors(WorkflowStateApprovalEmailNotifier):
    """Wagtail's mail that something was approved, for those who work in its editor: members hear of it by the house's notifications."""

    def get_recipient_users(self, instance: WorkflowState, **kwargs: Any) -> set[Any]:
        return {person for person in super().get_recipient_users(instance, **kwargs) if person.has_perm("wagtailadmin.access_admin")}


_approved = ToEditors()


def _said_by_the_house(**kwargs: Any) -> None:
    """Wagtail's own mail of a refusal is not sent: who wrote it would read the same twice, once in the editor's language."""


def connect() -> None:
    """Takes the places of Wagtail's mails, whether its app is ready before this one or after: a name is connected once."""
    for signal, name, instead in (
        (workflow_rejected, "workflow_state_rejected_email_notification", _said_by_the_house),
        (workflow_approved, "workflow_state_approved_email_notification", _approved),
    ):
        signal.disconnect(sender=WorkflowState, dispatch_uid=name)
        signal.connect(instead, sender=WorkflowState, dispatch_uid=name)
    task_rejected.connect(told_of_refusal, dispatch_uid="core.sent_back")
    subjects.provide(REVIEW, reviews)


def told_of_refusal(instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    state = instance.workflow_state
    if kind := getattr(state.content_type.model_class(), "reviewed_as", ""):
        with transaction.atomic():
            record(ContentSentBack(kind, int(state.object_id), writer_of(instance), user.pk if user else None, instance.pk))


def writer_of(review: TaskState) -> int | None:
    """Who wrote the version, or who handed it over if an import or a program wrote it."""
    return review.revision.user_id or review.workflow_state.requested_by_id


def reviews(ids: Iterable[int], viewer: Viewer) -> dict[int, Subject]:
    """Versions that were sent back, for who wrote them and the house: two queries, one more for each kind of page."""
    states = TaskState.objects.filter(pk__in=list(ids), status=TaskState.STATUS_REJECTED).select_related("revision", "workflow_state")
    mine = [state for state in states if (viewer.user_id is None and viewer.is_admin) or viewer.user_id == writer_of(state)]
    return {state.pk: _subject(state, viewer) for state in mine}


def _subject(review: TaskState, viewer: Viewer) -> Subject:
    page = review.workflow_state.content_type.model_class()
    object_id = int(review.workflow_state.object_id)
    members = getattr(page, "proposals_at", "")
    address = reverse(members) if members and not viewer.is_staff else reverse("wagtailadmin_pages:edit", args=[object_id])
    return Subject(
        REVIEW,
        review.pk,
        review.revision.content.get("title", ""),
        address,
        text=review.comment,
        owner_id=writer_of(review),
        author_id=review.finished_by_id,
        thread=(getattr(page, "reviewed_as", ""), object_id),
    )
