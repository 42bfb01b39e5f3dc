"""Lanes of the relay: what takes long holds up only its own kind."""

import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from config import health
from core.events import relay
from core.lanes import Lane
from core.models import Delivery, EventRow
from tests.support.processes import Nursery

SECONDS = 60


def until(holds, what):
    deadline = time.monotonic() + SECONDS
    while not (found := holds()):
        assert time.monotonic() < deadline, f"never seen: {what}"
        time.sleep(0.02)
    return found


def read(site, sql):
    with closing(sqlite3.connect(f"{site['PLAZA_DATA']}/plaza.sqlite3", timeout=30)) as database:
        return database.execute(sql).fetchall()


def folder_of(site) -> Path:
    folder = Path(site["PLAZA_DATA"]) / "outside"
    folder.mkdir()
    site["OUTSIDE"] = str(folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("lane", [Lane.JOBS, Lane.OUTSIDE])
def test_what_takes_long_holds_up_nothing_else(own_site, lane):
    folder = folder_of(own_site)
    with Nursery(own_site) as nursery:
        nursery.shell(f"from tests.core import lanes_process; lanes_process.begin_long({str(lane)!r})")
        worker = nursery.start("shell", "--no-imports", "-c", "from tests.core import lanes_process; lanes_process.work()")
        until((folder / "begun").exists, "the long delivery has begun")

        nursery.shell("from tests.core import lanes_process; lanes_process.ring()")
        until((folder / "rang").exists, "what was recorded later is delivered")
        still_runs = not (folder / "ended").exists()
        (folder / "go on").touch()
        until((folder / "ended").exists, "the long delivery ends")
        worker.kill()

    assert still_runs


@pytest.mark.slow
def test_a_worker_has_jobs_run_by_a_process_of_their_own(own_site):
    own_site["PLAZA_JOBS_APART"] = "1"
    with Nursery(own_site) as nursery:
        worker = nursery.start("worker")
        nursery.shell("from core import jobs; from core.viewer import HOUSE; jobs.start('search.rebuild', HOUSE)")
        until(lambda: read(own_site, "SELECT 1 FROM core_job WHERE state = 'done'"), "the job is done")
        worker.kill(15)
        by = read(own_site, "SELECT lease_by FROM core_delivery WHERE consumer = 'core.run_job' AND done_at IS NOT NULL")

    assert worker.returncode == 0, worker.stderr
    assert str(worker.pid) not in {name.split(":")[1] for (name,) in by}


@pytest.mark.slow
def test_a_job_that_is_told_to_stop_is_free_for_the_next_worker(own_site):
    folder = folder_of(own_site)
    long = "from tests.core import lanes_process; from django.core.management import call_command; call_command('worker', '--jobs')"
    with Nursery(own_site) as nursery:
        nursery.shell("from tests.core import lanes_process; lanes_process.begin_long('jobs')")
        first = nursery.start("shell", "--no-imports", "-c", long)
        until((folder / "begun").exists, "the job has begun")
        first.kill(15)
        stopped = read(own_site, "SELECT attempts, lease_until, done_at FROM core_delivery WHERE lane = 'jobs'")
        (folder / "go on").touch()
        nursery.run("shell", "--no-imports", "-c", long)

    assert stopped == [(0, None, None)]
    assert read(own_site, "SELECT attempts, done_at IS NOT NULL FROM core_delivery WHERE lane = 'jobs'") == [(1, 1)]


@pytest.mark.slow
def test_a_job_whose_process_dies_has_failed_and_waits_longer_each_time(own_site):
    own_site["PLAZA_RELAY_FIRST_RETRY_SECONDS"] = "600"
    begin = "from core import jobs; from core.viewer import HOUSE; jobs.start('search.rebuild', HOUSE)"
    watch = "import threading; from core import workers; from tests.core import dying_jobs; dying_jobs.instead_of(workers)"
    with Nursery(own_site) as nursery:
        nursery.shell(begin)
        nursery.start("shell", "--no-imports", "-c", f"{watch}; workers.run_jobs_apart(threading.Event())")
        [message] = until(lambda: read(own_site, "SELECT message FROM core_job WHERE state = 'failed'"), "the job has failed")
    [(attempts, held, waits, error)] = read(
        own_site, "SELECT attempts, lease_until, due_at > datetime('now'), last_error FROM core_delivery WHERE lane = 'jobs'"
    )

    assert message == ("the process that ran it ended with -9",)
    assert (attempts, held, waits, error) == (1, None, 1, "RuntimeError: the process that ran it ended with -9")


@pytest.mark.django_db
class TestReadiness:
    """Whose turn has not come is not left alone."""

    def waiting(self, lane, **facts):
        ago = timezone.now() - timedelta(minutes=10)
        event = EventRow.objects.create(name="tests.rang", payload={}, at=ago)
        return Delivery.objects.create(event=event, consumer=f"tests.{lane}", lane=lane, due_at=ago, **facts)

    @pytest.mark.parametrize(("lane", "status"), [(Lane.JOBS, 200), (Lane.OUTSIDE, 200), (Lane.HOUSE, 503)])
    def test_behind_one_that_is_worked_on(self, client, lane, status):
        self.waiting(lane, lease_until=timezone.now() + timedelta(seconds=20), lease_by="somebody")
        self.waiting(lane)

        assert client.get("/readyz").status_code == status

    @pytest.mark.parametrize("lane", Lane)
    def test_when_nobody_works(self, client, lane):
        self.waiting(lane, lease_until=timezone.now() - timedelta(seconds=20), lease_by="somebody who died")
        self.waiting(lane)

        assert client.get("/readyz").status_code == 503
        assert health.relay()["lag_seconds"] >= 600


@pytest.mark.django_db
def test_oldest_first_whatever_the_lane(django_assert_num_queries):
    now = timezone.now()
    event = [EventRow.objects.create(name="tests.rang", payload={}) for _ in range(60)]
    for number, row in enumerate(event):
        Delivery.objects.create(event=row, consumer="tests", lane=list(Lane)[number % 3], due_at=now - timedelta(minutes=number))

    with django_assert_num_queries(8):  # is there any; a savepoint, a look at each lane, the lease; the rows
        claimed = relay.claim("me", limit=4)

    assert [delivery.event_id for delivery in claimed] == [row.pk for row in event[:-5:-1]]
    assert {delivery.lane for delivery in relay.claim("me", limit=9, lanes=(Lane.OUTSIDE,))} == {Lane.OUTSIDE}
