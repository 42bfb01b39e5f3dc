"""Looks after the index: one that is missing or was begun without the old content is built."""

from core import jobs
from core.periodic import periodic
from core.viewer import HOUSE
from search.engines import engine
from search.results import Readiness


@periodic(seconds=5)
def build_missing_index() -> None:
    if engine().readiness() is not Readiness.READY:
        jobs.start("search.rebuild", HOUSE)
