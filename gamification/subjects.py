"""What notifications may say of badges and contests (`core.ports.subjects`)."""

from collections.abc import Iterable

from core.ports import subjects
from core.ports.subjects import Subject
from core.viewer import Viewer
from gamification.models import Badge, Contest

BADGE, CONTEST = "gamification.badge", "gamification.contest"


def badges(ids: Iterable[int], viewer: Viewer) -> dict[int, Subject]:
    found = Badge.objects.worded().filter(pk__in=list(ids))
    return {badge.pk: Subject(BADGE, badge.pk, badge.name, badge.get_absolute_url(), text=badge.description) for badge in found}


def contests(ids: Iterable[int], viewer: Viewer) -> dict[int, Subject]:
    found = Contest.objects.visible_to(viewer).worded().filter(pk__in=list(ids))
    return {contest.pk: Subject(CONTEST, contest.pk, contest.name, contest.get_absolute_url()) for contest in found}


def register() -> None:
    subjects.provide(BADGE, badges)
    subjects.provide(CONTEST, contests)
