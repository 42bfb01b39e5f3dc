"""Figures of questions: how many wait without an answer, and how long the first reply takes, those still waiting included."""

from datetime import datetime

from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ports import figures
from core.ports.figures import Evidence, Figure, Part, Period, Row
from core.templatetags.ui import span_text
from core.viewer import Viewer
from insights.survival import quantile
from qa.models import Question, Visibility

UNANSWERED, FIRST_REPLY = "questions.unanswered", "questions.first_reply"


def provide() -> None:
    """Make the figures known to `core.ports.figures`."""
    figures.provide("insights.questions", _all, {UNANSWERED: _unanswered_evidence, FIRST_REPLY: _reply_evidence})


def asked_in(period: Period) -> QuerySet[Question]:
    """Public questions of the period, each with ``first``: when somebody else first answered in public."""
    by_others = Q(answers__visibility=Visibility.PUBLIC) & ~Q(answers__author=F("author"))
    rows = Question.objects.filter(visibility=Visibility.PUBLIC, created_at__gte=period.start, created_at__lt=period.end)
    return rows.annotate(first=Min("answers__created_at", filter=by_others))


def waiting_in(period: Period) -> QuerySet[Question]:
    """Those that are open and have no answer from another person."""
    return asked_in(period).filter(first=None, accepted=None).exclude(state__in=Question.LOCKED)


def _all(period: Period) -> dict[str, Figure]:
    return {UNANSWERED: _unanswered(period), FIRST_REPLY: _first_reply(period)}


def _unanswered(period: Period) -> Figure:
    asked = Question.objects.filter(visibility=Visibility.PUBLIC, created_at__gte=period.start, created_at__lt=period.end)
    return Figure(
        name=UNANSWERED,
        label=_("Open questions without an answer"),
        value=waiting_in(period).count(),
        unit="count",
        n=asked.count(),
        definition=_("Public questions asked in the period that are still open and have no public answer from another person, now."),
    )


def _first_reply(period: Period) -> Figure:
    now = timezone.now()
    waits = [_wait(asked, first, now) for asked, first in asked_in(period).values_list("created_at", "first").order_by()]
    median, p90 = quantile(waits, 0.5), quantile(waits, 0.9)
    answered = sum(1 for _seconds, done in waits if done)
    return Figure(
        name=FIRST_REPLY,
        label=_("Time to the first reply"),
        value=median,
        unit="duration",
        n=len(waits),
        definition=_(
            "From asking to the first public answer by another person, over all public questions of the period. Those without an "
            "answer count with the time they have waited so far (Kaplan–Meier); leaving them out would flatter."
        ),
        note=_reply_note(p90, answered, len(waits)),
        parts=(Part("median", _("Median"), median), Part("p90", _("9 of 10 within"), p90)),
    )


def _reply_note(p90: float | None, answered: int, n: int) -> str:
    if not n:
        return ""
    tail = _("9 of 10 within %s.") % span_text(p90) if p90 is not None else _("9 of 10: not reached yet, too many still wait.")
    return f"{tail} " + _("%(answered)s of %(n)s have an answer.") % {"answered": answered, "n": n}


def _wait(asked: datetime, first: datetime | None, now: datetime) -> tuple[float, bool]:
    return max(0.0, ((first or now) - asked).total_seconds()), first is not None


def _unanswered_evidence(period: Period, viewer: Viewer) -> Evidence:
    columns = (gettext_lazy("Question"), gettext_lazy("Asked"), gettext_lazy("Waits"))
    now = timezone.now()

    def load(start: int, stop: int) -> list[Row]:
        rows = waiting_in(period).order_by("created_at", "id")[start:stop]
        return [Row((q.title, q.created_at, span_text((now - q.created_at).total_seconds())), q.get_absolute_url()) for q in rows]

    return Evidence(columns, waiting_in(period).count(), load)


def _reply_evidence(period: Period, viewer: Viewer) -> Evidence:
    columns = (gettext_lazy("Question"), gettext_lazy("Asked"), gettext_lazy("First reply"), gettext_lazy("After"))
    now = timezone.now()

    def row(question: Question) -> Row:
        first = question.first  # type: ignore[attr-defined]
        after = span_text(_wait(question.created_at, first, now)[0])
        cells = (question.title, question.created_at, first or "", after if first else _("more than %s") % after)
        return Row(cells, question.get_absolute_url())

    def load(start: int, stop: int) -> list[Row]:
        return [row(question) for question in asked_in(period).order_by("-created_at", "-id")[start:stop]]

    total = Question.objects.filter(visibility=Visibility.PUBLIC, created_at__gte=period.start, created_at__lt=period.end).count()
    return Evidence(columns, total, load)
