"""Ask a waiting asker, once, whether the question is solved, and act on what they say."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.events import record
from core.viewer import Viewer
from crm_sync.actions.open_case import open_by_rule, open_for_asker
from crm_sync.business_hours import add_business_hours
from crm_sync.events import AskedIfSolved
from crm_sync.models import Case, ServiceHours, WaitingQuestion, WaitingRule
from qa.actions.not_solved import not_solved
from qa.models import Answer, Question, Visibility
from qa.permissions import may_say_not_solved

MOST_AT_ONCE = 200
Reply = WaitingQuestion.Answer


def start_clock(question_id: int) -> None:
    """Start the clock of a question that was just asked, by the rule of its tags, if there is one."""
    question = Question.objects.filter(pk=question_id).first()
    rule = rule_for(question.tags.values_list("slug", flat=True)) if question else None
    if question is None or rule is None:
        return
    WaitingQuestion.objects.get_or_create(
        question_id=question_id,
        defaults={
            "person_id": question.author_id,
            "since": question.created_at,
            "due_at": add_business_hours(question.published_at or question.created_at, rule.hours, ServiceHours.current()),
        },
    )


def rule_for(tags: Collection[str]) -> WaitingRule | None:
    """The strictest rule of these tags, else the rule for every question, which is `WaitingRule`'s default until somebody sets one."""
    rules = list(WaitingRule.objects.filter(tag__in=["", *tags]).order_by("hours"))
    for_all = next((rule for rule in rules if not rule.tag), WaitingRule())
    return next((rule for rule in rules if rule.tag and rule.active), for_all if for_all.active else None)


def ask_waiting(now: datetime | None = None) -> int:
    """Ask everyone whose time has come and who still has no answer from another person; returns how many were asked."""
    now = now or timezone.now()
    due = list(WaitingQuestion.objects.filter(settled=False, asked_at=None, due_at__lte=now).order_by("due_at")[:MOST_AT_ONCE])
    waiting = still_waiting([clock.question_id for clock in due])
    WaitingQuestion.objects.filter(pk__in=[clock.pk for clock in due if clock.question_id not in waiting]).update(settled=True)
    calendar = ServiceHours.current()
    asked = 0
    for clock in due:
        if clock.question_id not in waiting:
            continue
        rule = rule_for(waiting[clock.question_id].tags.values_list("slug", flat=True))
        opens_at = add_business_hours(now, rule.opens_after, calendar) if rule and rule.opens_after else None
        with transaction.atomic():
            if WaitingQuestion.objects.filter(pk=clock.pk, asked_at=None).update(asked_at=now, opens_at=opens_at):
                record(AskedIfSolved(clock.pk))
                asked += 1
    return asked


def open_overdue(now: datetime | None = None) -> int:
    """Open a case for those who were asked and did not answer in the time that their rule gives; returns how many."""
    now = now or timezone.now()
    late = list(WaitingQuestion.objects.filter(settled=False, answer="", opens_at__lte=now).order_by("opens_at")[:MOST_AT_ONCE])
    waiting = still_waiting([clock.question_id for clock in late])
    opened = 0
    for clock in late:
        with transaction.atomic():
            claimed = WaitingQuestion.objects.filter(pk=clock.pk, settled=False).update(settled=True)
            if claimed and clock.question_id in waiting:
                open_by_rule(clock.question_id, _said_by_house(_("It waited too long for an answer.")))
                opened += 1
    return opened


@transaction.atomic
def answer_if_solved(question_id: int, by: Viewer, answer: str) -> Case | None:
    """What the asker says: solved, not yet, or "open a case", which gives that case. "Not yet" after answers is heard in the thread, too.

    Raises:
        PermissionDenied: the question is somebody else's.
    """
    question = Question.objects.visible_to(by).get(pk=question_id)
    if by.user_id is None or question.author_id != by.user_id:
        raise PermissionDenied("only the asker")
    settled = answer != Reply.NOT_YET
    now = timezone.now()
    WaitingQuestion.objects.update_or_create(
        question_id=question_id,
        defaults={"answer": answer, "answered_at": now, "settled": settled},
        create_defaults={"answer": answer, "answered_at": now, "settled": settled, "person_id": by.user_id, "asked_at": now},
    )
    if answer == Reply.NOT_YET and question.answer_count and may_say_not_solved(by, question):
        not_solved(question, by)
    return open_for_asker(question_id, by) if answer == Reply.OPEN_CASE else None


def offer_case(question_id: int, by_id: int) -> None:
    """The asker says that the answers did not solve it: offer a case on the page, or open one where the rule says so."""
    question = Question.objects.filter(pk=question_id, author=by_id).first()
    if question is None:
        return
    now = timezone.now()
    WaitingQuestion.objects.update_or_create(
        question_id=question_id,
        defaults={"answer": Reply.NOT_YET, "answered_at": now, "settled": False},
        create_defaults={"answer": Reply.NOT_YET, "answered_at": now, "person_id": by_id, "asked_at": now},
    )
    rule = rule_for(question.tags.values_list("slug", flat=True))
    if rule and rule.opens_on_not_solved:
        open_by_rule(question_id, _said_by_house(_("The asker says that it is not solved.")))


def _said_by_house(text: Promise) -> str:
    """In the language of the site: whoever reads it later has no say in it."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(text)


def still_waiting(ids: Collection[int]) -> dict[int, Question]:
    """Those that are public, open, and without a public answer from anybody but the asker."""
    others = Answer.objects.filter(question=OuterRef("pk"), visibility=Visibility.PUBLIC).exclude(author=F("question__author"))
    rows = Question.objects.filter(pk__in=list(ids), visibility=Visibility.PUBLIC, accepted=None).exclude(state__in=Question.LOCKED)
    return {question.pk: question for question in rows.filter(~Exists(others)).prefetch_related("tags")}
