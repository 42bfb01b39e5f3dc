"""The relay under `kill -9`: every effect in the database exactly once, every effect outside it exactly once under its key."""

import random
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.conftest import ROOT, site_environment

EVENTS = 1000
WORKERS = 4
KILLS = 10


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_workers_lose_and_double_nothing_on_sqlite(tmp_path):
    assert_exactly_once(f"sqlite:///{tmp_path / 'plaza.sqlite3'}", tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_workers_lose_and_double_nothing_on_postgresql(postgres_database, tmp_path):
    assert_exactly_once(postgres_database, tmp_path)


def assert_exactly_once(url: str, folder: Path) -> None:
    outside = folder / "outside"
    outside.mkdir()
    env = {
        **site_environment(folder),
        "DATABASE_URL": url,
        "OUTSIDE": str(outside),
        "PLAZA_RELAY_LEASE_SECONDS": "1",
        "PLAZA_RELAY_FIRST_RETRY_SECONDS": "0.1",
        "PLAZA_LOG_LEVEL": "ERROR",
    }
    subprocess.run([sys.executable, str(ROOT / "manage.py"), "migrate", "core", "-v0"], env=env, check=True)
    process = [sys.executable, str(Path(__file__).with_name("relay_process.py"))]
    subprocess.run([*process, "record", str(EVENTS)], env=env, check=True)

    # Started beforehand and let go one by one: a worker that is killed while Python still starts would prove nothing.
    spares = [subprocess.Popen([*process, "work"], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(WORKERS + KILLS)]
    started = list(spares)
    workers: list[subprocess.Popen] = []
    kills_midway = 0
    chance = random.Random()
    try:
        for spare in started:
            assert spare.stdout.readline() == b"ready\n"
        workers, spares = spares[:WORKERS], spares[WORKERS:]
        for worker in workers:
            let_go(worker)
        deadline = time.monotonic() + 200
        while (left := open_deliveries(url)) and time.monotonic() < deadline:
            time.sleep(chance.uniform(0.02, 0.12))
            if spares and left < EVENTS * 3:
                victim = workers.pop(chance.randrange(WORKERS))
                victim.kill()
                victim.wait()
                workers.append(spares.pop())
                let_go(workers[-1])
                kills_midway += 1
    finally:
        for process_started in started:
            process_started.kill()
            process_started.wait()

    assert open_deliveries(url) == 0
    assert kills_midway >= 3
    for consumer in ("first", "second"):
        assert query(url, f"SELECT count(*), count(DISTINCT number) FROM effects WHERE consumer = '{consumer}'") == (EVENTS, EVENTS)
    keys = [path.name.split("-") for path in outside.iterdir()]
    assert len({number for _key, number in keys}) == len({key for key, _number in keys}) == len(keys) == EVENTS


def let_go(worker: subprocess.Popen) -> None:
    worker.stdin.write(b"go\n")
    worker.stdin.flush()


def open_deliveries(url: str) -> int:
    return query(url, "SELECT count(*) FROM core_delivery WHERE done_at IS NULL")[0]


def query(url: str, sql: str) -> tuple:
    if url.startswith("sqlite"):
        import sqlite3

        with sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30) as database:
            return database.execute(sql).fetchone()
    with psycopg.connect(url) as server:
        return server.execute(sql).fetchone()
