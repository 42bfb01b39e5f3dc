"""What must agree in this room: every counter with the rows that it counts, every state with what it follows from."""

from collections.abc import Iterator

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.consistency import check
from qa.models import Answer, Follow, Question, Tag, Visibility

PUBLIC = Visibility.PUBLIC
NATURAL = (Question.State.OPEN, Question.State.ANSWERED, Question.State.SOLVED)


@check("qa.counters", label=_("Answers, followers and topics are counted right"))
def counters() -> Iterator[str]:
    answers = _counted(Answer.objects.filter(question=OuterRef("pk"), visibility=PUBLIC).order_by().values("question"))
    follows = _counted(Follow.objects.filter(question=OuterRef("pk")).order_by().values("question"))
    questions = Question.objects.annotate(real_answers=answers, real_follows=follows)
    for question in questions.exclude(answer_count=F("real_answers")).only("answer_count").iterator():
        yield f"question {question.pk} says {question.answer_count} answers, has {question.real_answers}"  # type: ignore[attr-defined]
    for question in questions.exclude(follower_count=F("real_follows")).only("follower_count").iterator():
        yield f"question {question.pk} says {question.follower_count} followers, has {question.real_follows}"  # type: ignore[attr-defined]
    tags = Tag.objects.annotate(real=Count("questions", filter=Q(questions__visibility=PUBLIC)))
    for tag in tags.exclude(count=F("real")).iterator():
        yield f"topic {tag.slug} says {tag.count} questions, has {tag.real}"  # type: ignore[attr-defined]


@check("qa.states", label=_("States of questions follow from their answers"))
def states() -> Iterator[str]:
    wrong = (
        Q(state=Question.State.SOLVED, accepted=None)
        | Q(state=Question.State.OPEN, answer_count__gt=0)
        | Q(state=Question.State.ANSWERED, answer_count=0)
        | (Q(accepted__isnull=False) & ~Q(accepted__question=F("pk")))
        | (Q(accepted__isnull=False) & ~Q(accepted__visibility=PUBLIC))
        | (Q(accepted__isnull=False, state__in=NATURAL) & ~Q(state=Question.State.SOLVED))
    )
    for pk, state in Question.objects.filter(wrong).values_list("pk", "state"):
        yield f"question {pk} is {state}, which its answers do not bear out"


def _counted(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)
