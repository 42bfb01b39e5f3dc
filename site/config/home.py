"""The first page: the search box, and below it what needs an answer, what was solved, and who helps."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from gamification.selectors import Place, leaderboard
from qa.models import Question
from qa.selectors import WAITING_FOR_ANSWERS, Row, question_rows

OPEN, SOLVED, LEADERS = 5, 5, 4
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Solved:
    """``by`` wrote the accepted answer, ``seconds`` after the question."""

    row: Row
    by: int | None
    seconds: float | None


def home(request: HttpRequest) -> HttpResponse:
    waiting = open_questions(get_language() or "es")
    solved, this_week = solved_lately()
    leaders = _leaders()
    people = {row.author_id for row in waiting} | {entry.by for entry in solved if entry.by} | {place.person_id for place in leaders}
    return render(
        request,
        "home/page.html",
        {"waiting": waiting, "solved": solved, "this_week": this_week, "leaders": leaders, "people_ids": people, "hide_bar_search": True},
    )


def open_questions(language: str) -> list[Row]:
    """The newest questions without an answer, in the reader's language as far as there are any."""
    unanswered = Question.objects.listed().filter(answer_count=0, state__in=WAITING_FOR_ANSWERS).order_by("-created_at", "-id")
    return question_rows(unanswered.filter(lang=language[:2])[:OPEN]) or question_rows(unanswered[:OPEN])


def solved_lately() -> tuple[list[Solved], bool]:
    """What was solved last, and whether all of it was within the week."""
    newest = Question.objects.listed().filter(state=Question.State.SOLVED).order_by("-activity_at", "-id")[:SOLVED]
    rows = question_rows(newest)
    facts = {fact["pk"]: fact for fact in _acceptance([row.pk for row in rows])}
    week_ago = timezone.now() - WEEK
    solved = [_solved(row, facts.get(row.pk, {})) for row in rows]
    return solved, all((fact["accepted_at"] or week_ago) > week_ago for fact in facts.values())


def _acceptance(ids: list[int]) -> Any:
    return Question.objects.filter(pk__in=ids).values("pk", "accepted_at", "created_at", "accepted__author_id", "accepted__created_at")


def _solved(row: Row, fact: dict[str, Any]) -> Solved:
    answered = fact.get("accepted__created_at")
    return Solved(row, fact.get("accepted__author_id"), (answered - fact["created_at"]).total_seconds() if answered else None)


def _leaders() -> list[Place]:
    """Of the month; of all time while a month has none yet."""
    return leaderboard("month", size=LEADERS).rows or leaderboard("all", size=LEADERS).rows
