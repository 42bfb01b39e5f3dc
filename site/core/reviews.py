"""Reviews in Wagtail's workflows, whichever room's page is reviewed: what waits and what was decided become events.

A page class takes part as content by naming its kind in ``reviewed_as``; where members see what they proposed and what they may decide on,
it names in ``proposals_at`` and ``reviews_at``. Other pages are told of as `PAGE`. Wagtail's own mails of all this are not sent: people
would read the same twice, once unstyled and not in their language. What a notification of a review says is in `core.review_subjects`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.signals import task_rejected, task_submitted, workflow_approved, workflow_cancelled, workflow_rejected, workflow_submitted

from core.events import record
from core.events.content import ContentSentBack, ReviewAsked, ReviewEnded

PAGE = "core.page"

Deciders = Callable[[list[TaskState]], dict[int, set[int]]]
_deciders: dict[str, Deciders] = {}


def provide_deciders(kind: str, deciders: Deciders) -> None:
    """``deciders`` answers reviews of ``kind`` with who may decide besides the groups of the step; its cost doesn't grow with them."""
    _deciders[kind] = deciders


def connect() -> None:
    """Takes the places of Wagtail's mails, whether its app is ready before this one or after: a name is connected once."""
    for signal, sender, name in (
        (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
        (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
        (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
        (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
    ):
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(_said_by_the_house, sender=sender, dispatch_uid=name)
    task_submitted.connect(on_submission, dispatch_uid="core.review_asked")
    task_rejected.connect(on_refusal, dispatch_uid="core.sent_back")
    workflow_approved.connect(on_approval, dispatch_uid="core.review_approved")
    workflow_cancelled.connect(on_end, dispatch_uid="core.review_ended")


def _said_by_the_house(**kwargs: Any) -> None:
    """In place of a mail of Wagtail's."""


def on_submission(instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    if about := _about(instance.workflow_state):
        with transaction.atomic():
            record(ReviewAsked(*about, _id(user), instance.pk))


def on_refusal(instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    if about := _about(instance.workflow_state):
        with transaction.atomic():
            record(ContentSentBack(*about, writer_of(instance), _id(user), instance.pk))


def on_approval(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    _ended(instance, user, "approved")


def on_end(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """Somebody published the page past its review, or called the review off."""
    page = instance.content_object
    if page is None:
        return
    published = page.live and not page.has_unpublished_changes
    scheduled = Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False)
    _ended(instance, user, "published" if published or scheduled.exists() else "called_off")


def _ended(state: WorkflowState, user: Any, how: str) -> None:
    if state.current_task_state_id and (about := _about(state)):
        with transaction.atomic():
            record(ReviewEnded(*about, _id(user), state.current_task_state_id, how))


def _about(state: WorkflowState) -> tuple[str, int] | None:
    """The ref of the page under review; None for what is no page."""
    model = model_of(state)
    return (kind_of(state), int(state.object_id)) if isinstance(model, type) and issubclass(model, Page) else None


def model_of(state: WorkflowState) -> Any:
    return ContentType.objects.get_for_id(state.content_type_id).model_class()


def kind_of(state: WorkflowState) -> str:
    return getattr(model_of(state), "reviewed_as", PAGE)


def _id(user: Any) -> int | None:
    return user.pk if user else None


def writer_of(review: TaskState) -> int | None:
    """Who wrote the version, or who handed it over if an import or a program wrote it."""
    return review.revision.user_id or review.workflow_state.requested_by_id


def writers_of(reviews: Iterable[TaskState]) -> dict[int, set[int]]:
    """Whom a decision is about: who wrote the version, who handed it over, and who began a page that was never published. One query."""
    reviews = list(reviews)
    pages = Page.objects.in_bulk([int(review.workflow_state.object_id) for review in reviews])
    writers = {}
    for review in reviews:
        page = pages.get(int(review.workflow_state.object_id))
        first = page is not None and (page.first_published_at is None or page.first_published_at >= review.started_at)
        named = (review.revision.user_id, review.workflow_state.requested_by_id, page.owner_id if page and first else None)
        writers[review.pk] = {person_id for person_id in named if person_id}
    return writers


def words_of(reviews: Iterable[TaskState]) -> dict[int, str]:
    """What reviewers said on the way to each decision: since it was sent back last, with names where several spoke. One query."""
    reviews = list(reviews)
    said = TaskState.objects.filter(workflow_state__in={review.workflow_state_id for review in reviews}, finished_at__isnull=False)
    steps: dict[int, list[TaskState]] = {}
    for step in said.select_related("finished_by").order_by("finished_at", "pk"):
        steps.setdefault(step.workflow_state_id, []).append(step)
    words = {}
    for review in reviews:
        spoke: list[TaskState] = []
        for step in steps.get(review.workflow_state_id, []):
            if spoke and spoke[-1].status == TaskState.STATUS_REJECTED:
                spoke = []
            spoke.append(step)
            if step.pk == review.pk:
                break
        with_words = [step for step in spoke if step.comment]
        named = len({step.finished_by_id for step in with_words}) > 1
        words[review.pk] = "\n".join(_signed(step) if named else step.comment for step in with_words)
    return words


def _signed(step: TaskState) -> str:
    return f"{step.finished_by.get_full_name()}: {step.comment}" if step.finished_by else str(step.comment)


def deciders_of(reviews: Iterable[TaskState]) -> dict[int, set[int]]:
    """Who may decide: the groups of the step, superusers, and whom the page's room adds. The cost grows with kinds, not reviews."""
    reviews = list(reviews)
    people = get_user_model().objects
    everywhere = set(people.filter(is_superuser=True).values_list("pk", flat=True)) if reviews else set()
    by_task: dict[int, set[int]] = {}
    in_groups = people.filter(groups__groupapprovaltask__in={review.task_id for review in reviews})
    for person_id, task_id in in_groups.values_list("pk", "groups__groupapprovaltask"):
        by_task.setdefault(task_id, set()).add(person_id)
    found = {review.pk: everywhere | by_task.get(review.task_id, set()) for review in reviews}
    by_kind: dict[str, list[TaskState]] = {}
    for review in reviews:
        by_kind.setdefault(kind_of(review.workflow_state), []).append(review)
    for kind, of_kind in by_kind.items():
        for review_id, more in (_deciders[kind](of_kind) if kind in _deciders else {}).items():
            found[review_id] |= more
    return found


def found(ids: Iterable[int]) -> list[TaskState]:
    """The reviews of these ids, ready to be asked of."""
    return list(TaskState.objects.filter(pk__in=list(ids)).select_related("revision", "workflow_state"))


def ending(revision: Revision) -> TaskState | None:
    """The review that the publication of ``revision`` ends: the one that approved it, or one that it is published past."""
    approved = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED)
    waiting = TaskState.objects.filter(
        workflow_state__base_content_type=revision.base_content_type_id,
        workflow_state__object_id=revision.object_id,
        status=TaskState.STATUS_IN_PROGRESS,
    )
    return approved.order_by("-finished_at").first() or waiting.order_by("-pk").first()
