"""The relay under `kill -9`: every effect in the database exactly once, every effect outside it exactly once under its key."""

import random
import time
from pathlib import Path

import psycopg
import pytest

from tests.support.processes import Forked, Nursery

EVENTS = 1000
WORKERS = 4
KILLS = 10


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_workers_lose_and_double_nothing_on_sqlite(own_site):
    assert_exactly_once(own_site, f"sqlite:///{own_site['PLAZA_DATA']}/plaza.sqlite3")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_workers_lose_and_double_nothing_on_postgresql(own_site, postgres_database):
    assert_exactly_once(own_site, postgres_database)


def assert_exactly_once(site: dict[str, str], url: str) -> None:
    outside = Path(site["PLAZA_DATA"]) / "outside"
    outside.mkdir()
    environment = {
        **site,
        "DATABASE_URL": url,
        "OUTSIDE": str(outside),
        "PLAZA_RELAY_LEASE_SECONDS": "1",
        "PLAZA_RELAY_FIRST_RETRY_SECONDS": "0.1",
        "PLAZA_LOG_LEVEL": "ERROR",
    }
    with Nursery(environment) as nursery:
        nursery.shell(f"from tests.core import relay_process; relay_process.record_events({EVENTS})")
        workers = [worker(nursery) for _ in range(WORKERS)]
        kills_midway = 0
        chance = random.Random()
        deadline = time.monotonic() + 200
        while (left := open_deliveries(url)) and time.monotonic() < deadline:
            time.sleep(chance.uniform(0.02, 0.12))
            if kills_midway < KILLS and left < EVENTS * 3:
                workers.pop(chance.randrange(WORKERS)).kill()
                workers.append(worker(nursery))
                kills_midway += 1

    assert open_deliveries(url) == 0
    assert kills_midway >= 3
    for consumer in ("first", "second"):
        assert query(url, f"SELECT count(*), count(DISTINCT number) FROM effects WHERE consumer = '{consumer}'") == (EVENTS, EVENTS)
    keys = [path.name.split("-") for path in outside.iterdir()]
    assert len({number for _key, number in keys}) == len({key for key, _number in keys}) == len(keys) == EVENTS


def worker(nursery: Nursery) -> Forked:
    """A worker that is at work: to kill one that still starts would prove nothing."""
    started = nursery.start("shell", "--no-imports", "-c", "from tests.core import relay_process; relay_process.work()")
    started.says("at work")
    return started


def open_deliveries(url: str) -> int:
    return query(url, "SELECT count(*) FROM core_delivery WHERE done_at IS NULL")[0]


def query(url: str, sql: str) -> tuple:
    if url.startswith("sqlite"):
        import sqlite3

        with sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30) as database:
            return database.execute(sql).fetchone()
    with psycopg.connect(url) as server:
        return server.execute(sql).fetchone()
