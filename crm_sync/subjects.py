"""What notifications may say of cases, replies and questions that wait (`core.ports.subjects`)."""

from collections.abc import Iterable

from core.ports import subjects
from core.ports.subjects import Subject
from core.viewer import Viewer
from crm_sync.actions.ask_if_solved import still_waiting
from crm_sync.models import Case, CaseReply, WaitingQuestion
from qa.models import ANSWER, QUESTION

CASE, REPLY, WAITING = "crm_sync.case", "crm_sync.reply", "crm_sync.waiting"


def cases(ids: Iterable[int], viewer: Viewer) -> dict[int, Subject]:
    return {case.pk: _subject(CASE, case.pk, case, case.opened_by_id) for case in Case.objects.visible_to(viewer).filter(pk__in=list(ids))}


def replies(ids: Iterable[int], viewer: Viewer) -> dict[int, Subject]:
    """Public ones of the company: private replies are told to nobody, and a customer knows their own."""
    told = CaseReply.objects.filter(pk__in=list(ids), public=True, by_staff=True, case__in=Case.objects.visible_to(viewer))
    return {
        reply.pk: _subject(REPLY, reply.pk, reply.case, reply.author_id, (ANSWER, reply.answer_id) if reply.answer_id else None)
        for reply in told.select_related("case")
    }


def waiting(ids: Iterable[int], viewer: Viewer) -> dict[int, Subject]:
    """Questions that nobody has answered, whose asker hasn't said how it stands."""
    clocks = {clock.question_id: clock for clock in WaitingQuestion.objects.filter(pk__in=list(ids), answer="")}
    return {
        clocks[question.pk].pk: Subject(
            WAITING,
            clocks[question.pk].pk,
            question.title,
            f"{question.get_absolute_url()}#solved",
            owner_id=clocks[question.pk].person_id,
            thread=(QUESTION, question.pk),
        )
        for question in still_waiting(list(clocks)).values()
        if viewer.is_staff or viewer.user_id == clocks[question.pk].person_id
    }


def _subject(kind: str, id: int, case: Case, author_id: int | None, shown_as: tuple[str, int] | None = None) -> Subject:
    return Subject(
        kind,
        id,
        f"{case.number} {case.subject}",
        case.get_absolute_url(),
        owner_id=case.person_id,
        author_id=author_id,
        thread=(CASE, case.pk),
        shown_as=shown_as,
    )


def register() -> None:
    subjects.provide(CASE, cases)
    subjects.provide(REPLY, replies)
    subjects.provide(WAITING, waiting)
