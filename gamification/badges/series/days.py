"""What people do over time: days with a contribution, days in a row, years here, and early mornings."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from gamification.badges.series import forums, questions
from gamification.badges.series.base import Reader, Step, series
from gamification.causes import home_day

Steps = Iterator[tuple[int, Step]]

# What a day is active by.
CONTRIBUTIONS: list[Reader] = [questions.answers, questions.questions, questions.comments, forums.posts]
EARLY_FROM, EARLY_UNTIL = 4, 7
YEAR = timedelta(days=365)


@series("days", _("Days with a contribution"))
def days(people: Sequence[int]) -> Steps:
    """A day counts at its first contribution; days are the company's."""
    for person_id, by_day in _first_of_days(people).items():
        for step in by_day.values():
            yield person_id, step


@series("streak", _("Days in a row with a contribution"))
def streak(people: Sequence[int]) -> Steps:
    """The longest run: its n-th step is the moment at which n days in a row were first reached."""
    for person_id, by_day in _first_of_days(people).items():
        longest = run = 0
        before: date | None = None
        for day in sorted(by_day):
            run = run + 1 if before is not None and day - before == timedelta(days=1) else 1
            before = day
            if run > longest:
                longest = run
                yield person_id, by_day[day]


def _first_of_days(people: Sequence[int]) -> dict[int, dict[date, Step]]:
    found: dict[int, dict[date, Step]] = defaultdict(dict)
    for read in CONTRIBUTIONS:
        for person_id, step in read(people):
            by_day, day = found[person_id], home_day(step.at)
            if day not in by_day or step < by_day[day]:
                by_day[day] = step
    return found


@series("years", _("Years here"))
def years(people: Sequence[int]) -> Steps:
    now = timezone.now()
    for pk, joined in User.objects.filter(pk__in=people).values_list("pk", "date_joined"):
        for year in range(1, (now - joined) // YEAR + 1):
            yield pk, Step(joined + year * YEAR, "accounts.user", pk)


@series("early_answers", _("Answers given between four and seven in the morning"))
def early_answers(people: Sequence[int]) -> Steps:
    """By the answerer's own clock."""
    zones = {pk: _zone(name) for pk, name in User.objects.filter(pk__in=people).values_list("pk", "timezone")}
    for person_id, step in questions.answers(people):
        if EARLY_FROM <= _there(step.at, zones.get(person_id)).hour < EARLY_UNTIL:
            yield person_id, step


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _there(at: datetime, zone: ZoneInfo | None) -> datetime:
    return timezone.localtime(at, zone or timezone.get_default_timezone())
