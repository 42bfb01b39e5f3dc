"""Looks after the index: one that is missing or was begun without the old content is built, one that was away catches up."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from core import jobs
from core.events import relay
from core.models import Delivery, Job
from core.periodic import periodic
from core.viewer import HOUSE
from search.actions import recent
from search.changes import CONSUMER
from search.engines import engine
from search.engines.protocol import Unavailable
from search.learned import learning, popularity, proposals, translations
from search.results import Readiness
from search.saved import alerts, watching

RETRIES: Final = timedelta(minutes=10)  # a failed build is tried again by the relay for so long before another is asked for


@periodic(seconds=5)
def build_missing_index() -> None:
    if engine().readiness() in {Readiness.READY, Readiness.FALLBACK}:
        return
    failing = Job.objects.filter(kind="search.rebuild", state=Job.State.FAILED, asked_at__gt=timezone.now() - RETRIES)
    if not failing.exists():
        jobs.start("search.rebuild", HOUSE)


@periodic(seconds=5)
def catch_up() -> None:
    """What waited while the engine was away is due as soon as it is back, however long the relay would have let it rest."""
    owed = Delivery.objects.filter(consumer=CONSUMER, done_at=None, last_error__startswith=Unavailable.__name__, lease_until=None)
    resting, dead = owed.filter(dead_at=None, due_at__gt=timezone.now()), owed.filter(dead_at__isnull=False)
    if (resting.exists() or dead.exists()) and engine().readiness() is not Readiness.FALLBACK:
        resting.update(due_at=timezone.now())
        relay.replay(list(dead.values_list("pk", flat=True)))


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


@periodic(seconds=24 * 3600)
def learn_from_translated_pages() -> None:
    if translations.has_news():
        jobs.start(translations.LEARN, HOUSE)


@periodic(seconds=24 * 3600)
def look_for_synonyms() -> None:
    jobs.start(proposals.LEARN, HOUSE)


@periodic(seconds=6 * 3600)
def measure_popularity() -> None:
    popularity.measure()
