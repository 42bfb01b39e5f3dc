"""What people do over time: days with a contribution, days in a row, years here, and early mornings."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from gamification.badges.series.base import SERIES, Batch, Step, Steps, series
from gamification.causes import home_day

# What a day is active by.
CONTRIBUTIONS = ("answers", "questions", "comments", "posts")
EARLY_FROM, EARLY_UNTIL = 4, 7
YEAR = timedelta(days=365)


@series("days", _("Days with a contribution"), apart=True, within=CONTRIBUTIONS)
def days(batch: Batch) -> Steps:
    """A day counts at its first contribution; days are the company's."""
    for person_id, by_day in _first_of_days(batch).items():
        for step in by_day.values():
            if batch.on is None or not _another_before(person_id, step):
                yield person_id, step


@series("streak", _("Days in a row with a contribution"), within=("days",))
def streak(batch: Batch) -> Steps:
    """The longest run: its n-th step is the moment at which n days in a row were first reached."""
    for person_id, by_day in _first_of_days(batch).items():
        longest = run = 0
        before: date | None = None
        for day in sorted(by_day):
            run = run + 1 if before is not None and day - before == timedelta(days=1) else 1
            before = day
            if run > longest:
                longest = run
                yield person_id, by_day[day]


def _first_of_days(batch: Batch) -> Mapping[int, Mapping[date, Step]]:
    found: dict[int, dict[date, Step]] = defaultdict(dict)
    for key in CONTRIBUTIONS:
        for person_id, step in batch.read(key):
            by_day, day = found[person_id], home_day(step.at)
            if day not in by_day or step < by_day[day]:
                by_day[day] = step
    return found


def _another_before(person_id: int, step: Step) -> bool:
    """Whether that day had begun already: the person contributed earlier on it."""
    local = timezone.localtime(step.at, timezone.get_default_timezone())
    begins = local.replace(hour=0, minute=0, second=0, microsecond=0)
    everything = Batch([person_id])
    tables = (SERIES[key].rows for key in CONTRIBUTIONS)
    return any(
        table.select(everything).filter(**{f"{table.at}__gte": begins, f"{table.at}__lt": step.at}).exists()
        for table in tables
        if table is not None
    )


@series("years", _("Years here"))
def years(batch: Batch) -> Steps:
    now = timezone.now()
    for pk, joined in User.objects.filter(batch.who("pk")).values_list("pk", "date_joined"):
        for year in range(1, (now - joined) // YEAR + 1):
            yield pk, Step(joined + year * YEAR, "accounts.user", pk)


@series("early_answers", _("Answers given between four and seven in the morning"), apart=True, within=("answers",))
def early_answers(batch: Batch) -> Steps:
    """By the answerer's own clock."""
    given = batch.read("answers")
    zones = {pk: _zone(name) for pk, name in User.objects.filter(batch.who("pk")).values_list("pk", "timezone")} if given else {}
    for person_id, step in given:
        if EARLY_FROM <= _there(step.at, zones.get(person_id)).hour < EARLY_UNTIL:
            yield person_id, step


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _there(at: datetime, zone: ZoneInfo | None) -> datetime:
    return timezone.localtime(at, zone or timezone.get_default_timezone())
