"""The leaderboard and a person's points, shaped like the pages that show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import staff_ids
from core.content import content
from core.keyset import KeysetPage, page_of
from core.viewer import Viewer
from gamification.causes import VOTE, home_day
from gamification.models import PersonPoints, PointsEntry
from gamification.ranks import Need, Rank, next_rank, rank_of
from gamification.rules import BY_KEY
from qa.models import ANSWER, QUESTION, Answer, Question, Vote

PERIODS = {"week": (_("Last 7 days"), 7), "month": (_("Last 30 days"), 30), "all": (_("All time"), None)}
ORDER = ("-total", "person_id")
PAGE = 25


@dataclass(frozen=True, slots=True)
class Place:
    """``position`` is shared by people with equal points."""

    position: int
    person_id: int
    points: int


@dataclass(frozen=True, slots=True)
class Board:
    rows: list[Place]
    next: str

    @property
    def person_ids(self) -> list[int]:
        return [row.person_id for row in self.rows]


def leaderboard(period: str = "all", *, staff: bool = False, tag: str = "", after: str = "", size: int = PAGE) -> Board:
    """Who earned most in the last week or month (by the dates of the causes), or ever; staff have a board of their own.

    A constant number of queries. ``tag`` counts only what was earned under questions with that tag (its slug).

    Raises:
        BadCursor: ``after`` isn't from this board.
    """
    rows = _totals(period, tag).filter(total__gt=0, person__is_active=True, person__anonymised_at=None)
    team = staff_ids()
    rows = rows.filter(person__in=team) if staff else rows.exclude(person__in=team)
    page = page_of(rows, ORDER, after=after, size=size)
    return Board(list(_placed(rows, page, first=not after)), page.next)


def _totals(period: str, tag: str) -> QuerySet[Any]:
    _label, days = PERIODS[period]
    if days is None and not tag:
        return PersonPoints.objects.values("person_id", "total")
    entries = PointsEntry.objects.all()
    if days is not None:
        # Their numbers first: asked plainly, SQLite walks the whole ledger person by person, to have it in the order of its sums.
        lately = entries.filter(day__gt=home_day(timezone.now()) - timedelta(days=days))
        entries = entries.filter(pk__in=lately.values("pk"))
    if tag:
        entries = entries.filter(_earned_under(tag))
    return entries.order_by().values("person_id").annotate(total=Sum("points"))


def _earned_under(tag: str) -> Q:
    questions = Question.objects.filter(tags__slug=tag).values("pk")
    answers = Answer.objects.filter(question__tags__slug=tag).values("pk")
    votes = Vote.objects.filter(Q(kind=QUESTION, object_id__in=questions) | Q(kind=ANSWER, object_id__in=answers)).values("pk")
    return Q(cause_kind=VOTE, cause_id__in=votes) | Q(cause_kind=ANSWER, cause_id__in=answers)


def _placed(rows: QuerySet[Any], page: KeysetPage, *, first: bool) -> Iterator[Place]:
    if not page.rows:
        return
    top = page.rows[0]
    more = 0 if first else rows.filter(total__gt=top["total"]).count()
    before = more + (0 if first else rows.filter(total=top["total"], person_id__lt=top["person_id"]).count())
    position, last = more + 1, top["total"]
    for index, row in enumerate(page.rows):
        if row["total"] != last:
            position, last = before + index + 1, row["total"]
        yield Place(position, row["person_id"], row["total"])


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands: ``following`` is the next rank with what it needs, None at the top."""

    points: int
    solutions: int
    rank: Rank
    following: tuple[Rank, list[Need]] | None


def standing_of(person_id: int) -> Standing:
    """One query."""
    row = PersonPoints.objects.filter(person=person_id).first() or PersonPoints(person_id=person_id)
    metrics = {"points": row.total, "solutions": row.solutions}
    return Standing(row.total, row.solutions, rank_of(metrics), next_rank(metrics))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of somebody's ledger, in words. ``note`` tells of a cap or of something taken back; the link is empty for what is gone."""

    entry: PointsEntry
    label: Any
    note: Any
    title: str
    url: str

    @property
    def signed(self) -> str:
        """With the sign that a reader expects of a change."""
        return f"{self.entry.points:+d}".replace("-", "−").replace("+0", "0")


def points_of(person_id: int, viewer: Viewer, *, after: str = "", size: int = PAGE) -> KeysetPage:
    """A page of a person's ledger, newest cause first, as `Line`s, with links to what earned them: constant queries."""
    entries = PointsEntry.objects.filter(person=person_id)
    page = page_of(entries, ("-at", "-pk"), after=after, size=size)
    votes = Vote.objects.in_bulk([entry.cause_id for entry in page.rows if entry.cause_kind == VOTE])
    refs = {entry.pk: _ref(entry, votes) for entry in page.rows}
    cards = content.cards({ref for ref in refs.values() if ref[0] in content}, viewer)
    return KeysetPage([_line(entry, cards.get(refs[entry.pk])) for entry in page.rows], page.next)


def _ref(entry: PointsEntry, votes: dict[int, Vote]) -> tuple[str, int]:
    vote = votes.get(entry.cause_id) if entry.cause_kind == VOTE else None
    return (vote.kind, vote.object_id) if vote else (entry.cause_kind, entry.cause_id)


def _line(entry: PointsEntry, card: Any) -> Line:
    rule = BY_KEY.get(entry.rule)
    note: Any = ""
    if entry.due == 0:
        note = _("taken back")
    elif rule is not None and rule.cap is not None and 0 <= entry.points < entry.due:
        note = _("the limit of the day was reached")
    return Line(entry, rule.label if rule else entry.rule, note, card.title if card else "", card.url if card else "")
