"""The first page, and what the live parts of arranged pages show: each kind of part is gathered once, whatever the page repeats."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from blog.models import HomePage
from blog.selectors import latest
from core.kept_lists import kept_list
from core.viewer import Viewer
from gamification.contests.selectors import clock_of, running
from gamification.models import Contest
from gamification.selectors import Place, leaderboard
from kb.models import KnowledgeBasePage
from kb.selectors import TopicRow, topics_below
from qa.models import Question
from qa.selectors import WAITING_FOR_ANSWERS, Row, question_rows

State = Contest.State
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Solved:
    """``by`` wrote the accepted answer, ``seconds`` after the question."""

    row: Row
    by: int | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Live:
    """What the parts of one page show; what no part asks for is empty."""

    open_questions: list[Row] = field(default_factory=list)
    solved: list[Solved] = field(default_factory=list)
    solved_this_week: bool = False
    topics: list[TopicRow] = field(default_factory=list)
    posts: list[Any] = field(default_factory=list)
    contest: Contest | None = None
    contest_seconds: float | None = None
    leaders: list[Place] = field(default_factory=list)

    @property
    def people_ids(self) -> set[int]:
        asked = {row.author_id for row in self.open_questions}
        return asked | {entry.by for entry in self.solved if entry.by} | {place.person_id for place in self.leaders}


def home(request: HttpRequest) -> HttpResponse:
    """At ``/`` the home of the reader's language, else of the site's own. ``/es/`` and its kin serve the same pages."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    homes = {page.locale.language_code: page for page in HomePage.objects.live().public().select_related("locale")}
    page = homes.get(language) or homes.get(settings.LANGUAGE_CODE) or next(iter(homes.values()), None)
    if page is None:
        raise Http404
    return page.serve(request)


def gather(parts: Iterable[Any], language: str, viewer: Viewer) -> Live:
    """What these parts need: a constant number of queries for each kind of them."""
    parts = list(parts)
    counts: dict[str, int] = {}
    for part in parts:
        wanted = part.value.get("count") or 0 if hasattr(part.value, "get") else 0
        counts[part.block_type] = max(int(wanted), counts.get(part.block_type, 0))
    gathered: dict[str, Any] = {}
    if count := counts.get("open_questions"):
        gathered["open_questions"] = open_questions(language, count)
    if count := counts.get("solved"):
        gathered["solved"], gathered["solved_this_week"] = solved_lately(language, count)
    if count := counts.get("leaders"):
        gathered["leaders"] = _leaders(count)
    if count := counts.get("posts"):
        gathered["posts"] = latest(language[:2], count)
    if count := counts.get("topics"):
        gathered["topics"] = topics(language[:2], viewer)[:count]
    if "contest" in counts:
        gathered["contest"] = found = contest(viewer)
        clock = clock_of(found) if found else None
        gathered["contest_seconds"] = (clock.until - timezone.now()).total_seconds() if clock else None
    return Live(**gathered)


def topics(language: str, viewer: Viewer) -> list[TopicRow]:
    """The knowledge base's topics in the reader's language, as far as they hold something for this viewer."""
    place = KnowledgeBasePage.objects.visible_to(viewer).filter(locale__language_code=language).first()
    return topics_below(place, viewer) if place else []


def contest(viewer: Viewer) -> Contest | None:
    """The one in which most is to be done now: vote before enter, before what is yet to come or already counted."""
    going = running(viewer)
    order = (State.VOTING, State.OPEN, State.ANNOUNCED, State.JUDGING)
    return min(going, key=lambda each: order.index(State(each.state)) if each.state in order else len(order), default=None)


def open_questions(language: str, count: int) -> list[Row]:
    """The newest questions without an answer, in the reader's language as far as there are any."""
    unanswered = Question.objects.listed().filter(answer_count=0, state__in=WAITING_FOR_ANSWERS).order_by("-created_at", "-id")
    return question_rows(unanswered.filter(lang=language[:2])[:count]) or question_rows(unanswered[:count])


def solved_lately(language: str, count: int) -> tuple[list[Solved], bool]:
    """What was solved last, in the reader's language as far as there is any, and whether all of it was within the week."""
    newest = Question.objects.listed().filter(state=Question.State.SOLVED).order_by("-activity_at", "-id")
    rows = question_rows(newest.filter(lang=language[:2])[:count]) or question_rows(newest[:count])
    facts = {fact["pk"]: fact for fact in _acceptance([row.pk for row in rows])}
    week_ago = timezone.now() - WEEK
    solved = [_solved(row, facts.get(row.pk, {})) for row in rows]
    return solved, all((fact["accepted_at"] or week_ago) > week_ago for fact in facts.values())


def _acceptance(ids: list[int]) -> Any:
    return Question.objects.filter(pk__in=ids).values("pk", "accepted_at", "created_at", "accepted__author_id", "accepted__created_at")


def _solved(row: Row, fact: dict[str, Any]) -> Solved:
    answered = fact.get("accepted__created_at")
    return Solved(row, fact.get("accepted__author_id"), (answered - fact["created_at"]).total_seconds() if answered else None)


def _leaders(count: int) -> list[Place]:
    """Of the month; of all time while a month has none yet."""
    return kept_list(
        "home.leaders", ["gamification"], [count], lambda: leaderboard("month", size=count).rows or leaderboard("all", size=count).rows
    )
