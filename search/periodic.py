"""Looks after the index: one that is missing or was begun without the old content is built."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from core import jobs
from core.models import Job
from core.periodic import periodic
from core.viewer import HOUSE
from search import alerts, learning, popularity, watching
from search.actions import recent
from search.engines import engine
from search.results import Readiness

RETRIES: Final = timedelta(minutes=10)  # a failed build is tried again by the relay for so long before another is asked for


@periodic(seconds=5)
def build_missing_index() -> None:
    if engine().readiness() in {Readiness.READY, Readiness.FALLBACK}:
        return
    failing = Job.objects.filter(kind="search.rebuild", state=Job.State.FAILED, asked_at__gt=timezone.now() - RETRIES)
    if not failing.exists():
        jobs.start("search.rebuild", HOUSE)


@periodic(seconds=60)
def tell_of_new_content() -> None:
    alerts.make_alerts()


@periodic(seconds=24 * 3600)
def forget_old_searches() -> None:
    watching.forget_old()
    recent.forget_old()


@periodic(seconds=3600)
def learn_from_clicks() -> None:
    if learning.has_news():
        learning.learn()


@periodic(seconds=6 * 3600)
def measure_popularity() -> None:
    popularity.measure()
